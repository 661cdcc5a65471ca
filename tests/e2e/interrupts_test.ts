/** Ctrl-C, and readers that have enough, while a command does one thing. */
import { assertEquals } from "@std/assert";
import { CuttingProxy } from "../helpers/cutting_proxy.ts";
import { FakeChatServer } from "../helpers/fake_chat_server.ts";
import { testWith } from "../helpers/needs.ts";
import { noise } from "../helpers/noise.ts";
import { commandLine, Program, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import type { Request } from "../../protocol/mod.ts";

const NEEDS = ["run", "read", "write", "env"] as const;

for (const args of [["who"], ["history"], ["send", "--as", "bob"], ["get"]]) {
  testWith(
    NEEDS,
    `Ctrl-C ends chat ${args[0]} on a server that never answers: exit 130`,
    async () => {
      const asked = Promise.withResolvers<void>();
      await using server = new FakeChatServer(() => asked.resolve());
      const more = args[0] === "send" || args[0] === "get" ? ["text"] : [];
      const at = ["127.0.0.1", `${server.port}`];
      await using program = Program.start([...args, ...at, ...more]);
      await asked.promise;
      program.kill("SIGINT");
      assertEquals([await program.exit(), program.errors, program.lines], [130, [], []]);
    },
  );
}

testWith(NEEDS, "Ctrl-C ends chat send that waits for its input: exit 130", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using send = Program.start(["send", "--as", "bob", "127.0.0.1", port]);
  await send.type("first");
  await server.line(/is bob$/);
  send.kill("SIGINT");
  assertEquals([await send.exit(), send.errors], [130, []]);
});

testWith(NEEDS, "Ctrl-C ends chat get though the server answers no goodbye", async () => {
  await using folder = await TempFolder.make({ "big.bin": noise(20_000_000) });
  const { server, port } = await serve(["--files", folder.path]);
  await using _server = server;
  const stall = Promise.withResolvers<void>();
  await using proxy = new CuttingProxy(Number(port), [Infinity, 10_000_000], stall.promise);
  await using get = Program.start(
    ["get", "127.0.0.1", `${proxy.port}`, "big.bin", "--downloads", folder.file("home")],
  );
  await proxy.full.promise;
  server.kill("SIGSTOP");
  get.kill("SIGINT");
  await get.error(/interrupted/);
  assertEquals(await get.exit(), 130);
  server.kill("SIGCONT");
  stall.resolve();
});

/** Runs a command line of bash; the first word `chat` is the program. */
async function bash(script: string, cwd: string) {
  const chat = commandLine().map((word) => `'${word}'`).join(" ");
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `set -o pipefail; chat() { ${chat} "$@"; }; ${script}`],
    cwd,
  }).output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, errors };
}

testWith(NEEDS, "chat get into head leaves no part and says nothing odd", async () => {
  const line = `${"x".repeat(99)}\n`;
  await using shared = await TempFolder.make({
    "big.txt": line.repeat(200_000),
    ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.txt`, line])),
  });
  await using home = await TempFolder.make();
  const { server, port } = await serve(["--files", shared.path]);
  await using _server = server;
  const poured = await bash(
    `chat get --downloads - 127.0.0.1 ${port} big.txt | head -1`,
    home.path,
  );
  assertEquals(poured, { code: 0, out: line, errors: "" });
  assertEquals(await home.files(), []);
  const saved = await bash(`chat get 127.0.0.1 ${port} '*' | head -1`, home.path);
  assertEquals([saved.code, saved.errors], [0, ""]);
  const files = await home.files();
  assertEquals([files.length, files.filter((name) => name.includes(".part"))], [21, []]);
  const both = await bash(`chat get 127.0.0.1 ${port} '*' nothing 2>&1 | head -1`, home.path);
  assertEquals([both.code, both.errors], [1, ""]);
});

testWith(NEEDS, "chat who into a reader that has gone say nothing odd", async () => {
  await using server = new FakeChatServer(async (request, conn) => {
    if (request.type === "hello") return await conn.greet(request as Request<"hello">);
    const names = Array.from({ length: 2_000 }, (_, i) => `somebody${i}`);
    await conn.ok(request.id, request.type === "who" ? { names } : {});
  });
  await using home = await TempFolder.make();
  const who = await bash(`chat who 127.0.0.1 ${server.port} | head -1`, home.path);
  assertEquals(who, { code: 0, out: "somebody0\n", errors: "" });
});
