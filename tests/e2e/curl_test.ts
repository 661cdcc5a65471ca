/** The HTTP of the server as curl sees it: each rule, with the program as a user runs it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { noise } from "../helpers/noise.ts";
import { serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

/** What curl printed, and its exit code. */
interface Curled {
  code: number;
  text: string;
}

async function curl(...args: string[]): Promise<Curled> {
  const { code, stdout } = await new Deno.Command("curl", { args: ["--silent", ...args] }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

/** The status that curl gets. */
async function status(...args: string[]): Promise<number> {
  const { text } = await curl("--output", "/dev/null", "--write-out", "%{http_code}", ...args);
  return Number(text);
}

testWith(["read", "write", "run", "env"], "curl finds every rule of HTTP kept", async () => {
  await using temp = await TempFolder.make();
  const bytes = noise(500_000);
  const shared = `${temp.path}/shared`;
  await Deno.mkdir(shared);
  await Deno.writeFile(`${shared}/big é.bin`, bytes);
  await Deno.writeTextFile(`${shared}/a.txt`, "Hello!\n");
  await Deno.writeTextFile(`${shared}/.hidden`, "no");
  await Deno.symlink("/etc/passwd", `${shared}/passwd`);
  const old = new Date("2026-01-01T00:00:00Z");
  for (const name of ["big é.bin", "a.txt"]) await Deno.utime(`${shared}/${name}`, old, old);
  const { server, port } = await serve(["--files", shared, "--web-host", "chat.example.org"]);
  await using _server = server;
  const url = `http://127.0.0.1:${port}`;
  const big = `${url}/files/big%20%C3%A9.bin`;

  assertEquals(await status(`${url}/`), 200);
  assertEquals(await status("--http1.0", `${url}/`), 200);
  assertEquals(await status("--http2", `${url}/`), 200, "an upgrade to HTTP/2 is not taken");
  assertEquals(await status("--head", `${url}/`), 200);
  assertEquals(await status("--data", "x", `${url}/`), 405);
  assertEquals(await status("--request", "DELETE", `${url}/files/a.txt`), 405);
  assertEquals(await status(`${url}/none`), 404);
  assertEquals(await status("--path-as-is", `${url}/files/../a.txt`), 404);
  assertEquals(await status("--path-as-is", `${url}/files/%2e%2e/%2e%2e/etc/passwd`), 404);
  assertEquals(await status(`${url}/files/passwd`), 404);
  assertEquals(await status(`${url}/files/.hidden`), 404);
  assertEquals(await status(`${url}/files/%ff`), 400);
  assertEquals(await status("--header", `X: ${"x".repeat(9_000)}`, `${url}/`), 431);
  assertEquals(await status("--header", "Host: evil.example", `${url}/`), 403);
  assertEquals(await status("--header", "Host: chat.example.org", `${url}/`), 200);
  assertEquals(await status("--header", "Host: printer.local:80", `${url}/`), 200);
  assertEquals(await status("--header", "Origin: http://evil.example", `${url}/`), 403);
  assertEquals(await status("--header", `Origin: ${url}`, `${url}/`), 200);
  assertEquals(await status(`${url}/ws`), 426);
  assertEquals(await status("--location", `${url}/files`), 200);

  const page = await curl("--compressed", `${url}/`);
  assertStringIncludes(page.text, "<!DOCTYPE html>");
  assertStringIncludes((await curl(`${url}/files/`)).text, "big%20%C3%A9.bin");

  const head = (await curl("--head", big)).text;
  assertMatch(head, /^Content-Length: 500000\r$/m);
  assertMatch(head, /^Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r$/m);
  assertMatch(head, /^Content-Disposition: attachment; filename\*=UTF-8''big%20%C3%A9.bin\r$/m);
  const etag = /^ETag: (.*)\r$/m.exec(head)![1]!;
  assertEquals(await status("--header", `If-None-Match: ${etag}`, big), 304);
  assertEquals(await status("--time-cond", "2 Jan 2026 00:00:00 GMT", big), 304);
  assertEquals(await status("--time-cond", "31 Dec 2025 00:00:00 GMT", big), 200);
  assertEquals(await status("--range", "500000-", big), 416);
  assertEquals(await status("--range", "0-0", big), 206);
  assertEquals(await status("--range", "0-0", "--header", 'If-Range: "x"', big), 200);
  assertEquals((await curl("--range", "1-4", `${url}/files/a.txt`)).text, "ello");
  assertEquals((await curl("--range", "-2", `${url}/files/a.txt`)).text, "!\n");

  await Deno.writeFile(`${temp.path}/part`, bytes.subarray(0, 123_456));
  const resumed = await curl("--continue-at", "-", "--output", `${temp.path}/part`, big);
  assertEquals(resumed.code, 0);
  assertEquals(await Deno.readFile(`${temp.path}/part`), bytes);

  const two = await curl(
    "--write-out",
    "%{num_connects} ",
    `${url}/files/a.txt`,
    `${url}/files/a.txt`,
  );
  assertEquals(two.text, "Hello!\n1 Hello!\n0 ", "the connection is used again");
}, { program: "curl" });
