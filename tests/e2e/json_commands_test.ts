/** `--json` of the commands that do one thing. */
import { assertEquals } from "@std/assert";
import { Ajv } from "../helpers/ajv.ts";
import { FakeChatServer } from "../helpers/fake_chat_server.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, ROOT, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import type { Request } from "../../protocol/mod.ts";

const NEEDS = ["run", "read", "write", "env"] as const;

/** Runs a command with `--json`; what it prints must keep to the schema, and nothing else be said. */
async function run(command: string, ...args: string[]) {
  const { code, lines, errors } = await Program.run([command, "--json", ...args]);
  assertEquals(errors, []);
  const schema = JSON.parse(await Deno.readTextFile(`${ROOT}docs/chat-json.schema.json`));
  const isValid = new Ajv({ strict: false }).compile(schema);
  const events = lines.map((line) => JSON.parse(line));
  for (const event of events) assertEquals([isValid(event), event], [true, event]);
  return { code, events };
}

testWith(NEEDS, "chat who, send, get and history print JSON", async () => {
  await using shared = await TempFolder.make({ "a.txt": "one", "b.txt": "two" });
  await using home = await TempFolder.make();
  const { server, port } = await serve(["--files", shared.path]);
  await using _server = server;
  await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  const at = ["127.0.0.1", port];
  assertEquals(await run("who", ...at), { code: 0, events: [{ type: "ok", names: ["alice"] }] });
  const sent = { type: "ok", name: "alice-2" };
  assertEquals(await run("send", "--as", "alice", ...at, "hi"), { code: 0, events: [sent] });
  assertEquals((await run("send", "--as", "bob", "--to", "alice", ...at, "psst")).events, [
    { type: "ok", name: "bob" },
  ]);
  await alice.line("alice-2: hi");
  await alice.line("bob (private): psst");
  const told = await run("history", ...at);
  const [message] = told.events;
  assertEquals([told.code, message.from, message.text], [0, "alice-2", "hi"]);
  const path = home.file("guest/a.txt");
  const downloads = ["--downloads", home.path, ...at];
  assertEquals(await run("get", ...downloads, "a.txt"), {
    code: 0,
    events: [{ type: "downloaded", name: "a.txt", size: 3, path }, { type: "ok" }],
  });
  const some = await run("get", ...downloads, "b.txt", "c.txt");
  assertEquals(some.code, 1);
  assertEquals(some.events.map(({ type, code }) => [type, code]).sort(), [
    ["downloaded", undefined],
    ["error", "not-saved"],
    ["failed", undefined],
  ]);
});

testWith(NEEDS, "chat who, send, get and history print errors as JSON, and exit 1", async () => {
  const { server, port } = await serve();
  await using _server = server;
  const nobody = await run("send", "--as", "bob", "--to", "nobody", "127.0.0.1", port, "hi");
  const message = "Nobody here is called nobody";
  assertEquals(nobody, { code: 1, events: [{ type: "error", code: "no-such-user", message }] });
  server.kill("SIGTERM");
  await server.exit();
  for (const [command, ...more] of [["who"], ["send", "hi"], ["get", "a.txt"], ["history"]]) {
    const as = command === "send" ? ["--as", "bob"] : [];
    const { code, events } = await run(command!, ...as, "127.0.0.1", port, ...more);
    assertEquals([code, events.map(({ type }) => type)], [1, ["error"]], command);
  }
});

testWith(NEEDS, "a text that is kept for somebody who is away says until when", async () => {
  await using server = new FakeChatServer(async (request, conn) => {
    if (request.type === "hello") return await conn.greet(request as Request<"hello">);
    if (request.type === "who") return await conn.ok(request.id, { names: ["alice"] });
    await conn.ok(request.id, request.type === "tell" ? { awayUntil: 1_795_222_298_331 } : {});
  });
  const args = ["--as", "bob", "--to", "alice", "127.0.0.1", `${server.port}`, "hi"];
  assertEquals((await run("send", ...args)).events, [
    { type: "ok", name: "bob", awayUntil: 1_795_222_298_331 },
  ]);
});

testWith(["run", "env"], "wrong usage of --json is told on standard error", async () => {
  const get = ["get", "--json", "--downloads", "-", "localhost", "5555", "a"];
  assertEquals(await Program.run(get), {
    code: 2,
    lines: [],
    errors: ["chat: --downloads - and --json exclude each other. See: chat get --help"],
  });
});
