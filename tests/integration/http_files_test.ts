/** Shared files over HTTP: the list, whole files and parts, tickets, and waiting for a turn. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { OpenedFile } from "../../server/files/shared_folder.ts";
import { exchange } from "../helpers/http_exchange.ts";
import { ManualTicker } from "../helpers/manual_ticker.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { noise } from "../helpers/noise.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { until, WEB_FILES as FILES, webFolder } from "../helpers/web_files.ts";
import { WebClient } from "../helpers/web_client.ts";

const UTF8 = new TextEncoder();

Deno.test("the list of files is a page in which names are only text", async () => {
  await using server = startServer({ folder: webFolder });
  const { text } = await exchange(server.port, "/files/");
  assertStringIncludes(text, 'href="/files/sub/%C3%A9%20%3Cb%3E.bin"');
  assertStringIncludes(text, "<bdi>sub/é &#60;b&#62;.bin</bdi>");
  assertEquals(/<b>|<script>/.test(text), false);
});

Deno.test("files come inline or as attachments, whole or in part", async () => {
  await using server = startServer({ folder: webFolder });
  const get = (path: string, headers = {}) => exchange(server.port, path, { headers });

  const whole = await get("/files/a.txt");
  assertEquals([whole.status, whole.text], [200, "Hello!\n"]);
  assertEquals(whole.headers.get("content-type"), "text/plain; charset=utf-8");
  assertMatch(whole.headers.get("content-disposition")!, /^inline/);
  assertEquals(whole.headers.get("last-modified"), "Thu, 01 Jan 1970 00:00:00 GMT");
  assertEquals(whole.headers.get("accept-ranges"), "bytes");

  const html = await get("/files/page.html");
  assertEquals(html.headers.get("content-type"), "application/octet-stream");
  assertEquals(
    html.headers.get("content-disposition"),
    "attachment; filename*=UTF-8''page.html",
  );
  const named = await get("/files/sub/%C3%A9%20%3Cb%3E.bin");
  assertEquals(named.body, FILES["sub/é <b>.bin"]);
  assertEquals(
    named.headers.get("content-disposition"),
    "attachment; filename*=UTF-8''%C3%A9%20%3Cb%3E.bin",
  );

  const part = await get("/files/a.txt", { Range: "bytes=1-3" });
  assertEquals([part.status, part.text], [206, "ell"]);
  assertEquals(part.headers.get("content-range"), "bytes 1-3/7");
  assertEquals((await get("/files/a.txt", { Range: "bytes=-2" })).text, "!\n");
  const beyond = await get("/files/a.txt", { Range: "bytes=7-" });
  assertEquals([beyond.status, beyond.headers.get("content-range")], [416, "bytes */7"]);

  const etag = whole.headers.get("etag")!;
  assertEquals((await get("/files/a.txt", { "If-None-Match": etag })).status, 304);
  assertEquals(
    (await get("/files/a.txt", { Range: "bytes=1-3", "If-Range": '"other"' })).text,
    "Hello!\n",
  );
  assertEquals((await get("/files/a.txt", { Range: "bytes=1-3", "If-Range": etag })).text, "ell");
  const head = await exchange(server.port, "/files/a.txt", { method: "HEAD" });
  assertEquals([head.text, head.headers.get("content-length")], ["", "7"]);
  assertEquals((await get("/files/empty.png")).body.length, 0);
});

Deno.test("a file that was downloaded has its digest from then on", async () => {
  await using server = startServer({ folder: webFolder });
  const digest = async () =>
    (await exchange(server.port, "/files/a.txt", { method: "HEAD" })).headers.get("repr-digest");
  assertEquals(await digest(), undefined);
  await exchange(server.port, "/files/a.txt");
  let known: string | undefined;
  while (known === undefined) known = await digest();
  const sha256 = await crypto.subtle.digest("SHA-256", FILES["a.txt"]);
  assertEquals(known, `sha-256=:${btoa(String.fromCharCode(...new Uint8Array(sha256)))}:`);
});

Deno.test("where a password is asked for, a file takes a ticket, which works again from the same address", async () => {
  await using server = startServer({ folder: webFolder, password: "sesame" });
  const get = (path: string) => exchange(server.port, path);
  assertEquals((await get("/files/a.txt")).status, 403);
  assertEquals((await get("/files/")).status, 403);
  assertEquals((await get("/files/a.txt?ticket=guess")).status, 403);
  await using web = await WebClient.connect(server.port);
  assertEquals((await web.ask({ type: "hello", version: 1 })).error?.code, "password-needed");
  await web.ok({ type: "unlock", password: "sesame" } as never);
  await web.ok({ type: "hello", version: 1, name: "alice" });
  const ticket = async () => (await web.ok({ type: "get", name: "a.txt" })).ticket;
  const used = await ticket();
  assertEquals((await get(`/files/a.txt?ticket=${used}`)).text, "Hello!\n");
  const path = `/files/a.txt?ticket=${used}`;
  const part = await exchange(server.port, path, { headers: { Range: "bytes=4-" } });
  assertEquals([part.status, part.text], [206, "o!\n"]);
  assertEquals((await exchange(server.port, path, { method: "HEAD" })).status, 200);
  if (Deno.build.os === "linux") {
    assertEquals((await exchange(server.port, path, { from: "127.9.9.3" })).status, 403);
  }
  assertEquals((await get(`/files/page.html?ticket=${await ticket()}`)).status, 403);
  assertEquals((await get(`/texts/1?ticket=${await ticket()}`)).status, 403);
  assertEquals((await get("/")).status, 200);
});

Deno.test("an address has four downloads at once, the fifth waits for its turn", async () => {
  const big = new MemoryFolder({ big: noise(30_000_000) });
  await using server = startServer({ folder: big });
  const clients = await Promise.all(
    Array.from({ length: 5 }, () => RawClient.connect(server.port)),
  );
  const request = UTF8.encode("GET /files/big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const begun: RawClient[] = [];
  const heads = clients.map(async (client) => {
    await client.write(request);
    await client.some();
    begun.push(client);
  });
  await Promise.race([
    Promise.all(heads),
    until(() => server.metrics.downloads === 4 && begun.length === 4),
  ]);
  assertEquals(begun.length, 4);
  begun[0]![Symbol.dispose]();
  await Promise.all(heads);
  for (const client of clients) client[Symbol.dispose]();
});

Deno.test("a browser that waits for its turn holds no file, and hangs up without it", async () => {
  const big = new CountingFolder({ big: noise(30_000_000) });
  const manual = new ManualTicker();
  await using server = startServer({ folder: big, ticker: manual.ticker });
  using stack = new DisposableStack();
  // Part of the file: all of it would be hashed, which opens it once more.
  const fields = "Host: localhost\r\nRange: bytes=1-";
  const begin = async () => {
    const client = stack.use(await RawClient.connect(server.port));
    await client.write(UTF8.encode(`GET /files/big HTTP/1.1\r\n${fields}\r\n\r\n`));
    return client;
  };
  const running = await Promise.all(Array.from({ length: 4 }, begin));
  await until(() => server.metrics.downloads === 4);
  const waiting = await begin();
  await until(() => big.count === 5 && big.openNow === 4);
  const leaving = await begin();
  await until(() => big.count === 6 && big.openNow === 4);
  leaving[Symbol.dispose]();
  await until(() => {
    manual.pass(0);
    return server.gauges.connections === 5;
  });
  assert(server.events.some((event) => event.type === "ended" && event.reason === "hung up"));
  running[0]![Symbol.dispose]();
  const head = new TextDecoder().decode(await waiting.some());
  assertStringIncludes(head, "HTTP/1.1 206 Partial Content\r\n");
  assertEquals([big.count, big.openNow], [7, 4], "it is opened again, and nobody else's");
});

/** A folder that counts how often its files were opened, and how many are open. */
class CountingFolder extends MemoryFolder {
  count = 0;
  openNow = 0;

  override async open(name: string): Promise<OpenedFile> {
    const file = await super.open(name);
    this.count++;
    this.openNow++;
    return { ...file, [Symbol.dispose]: () => void this.openNow-- };
  }
}
