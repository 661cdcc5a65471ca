/** Coming back, by the program: killed servers, connections that break on one side, names taken. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ChaosProxy } from "../helpers/chaos_proxy.ts";
import { FakeChatServer } from "../helpers/fake_chat_server.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { RawClient } from "../helpers/raw_client.ts";
import type { Request } from "../../protocol/mod.ts";

const NEEDS = ["run", "read", "env"] as const;
const LOOPBACK = "127.0.0.1";

/** Starts a client that comes back, and waits until it is in. */
async function connect(name: string, port: number | string): Promise<Program> {
  const program = Program.start(["connect", "--reconnect", name, LOOPBACK, `${port}`]);
  await program.line(`${name} has joined`);
  return program;
}

testWith(NEEDS, "a server that is killed and started anew is come back to", async () => {
  const { server, port } = await serve();
  await using bob = await connect("bob", port);
  {
    await using _server = server;
    server.kill("SIGKILL");
    await bob.error(/^chat: Connection to .* lost: /);
  }
  await bob.type("typed while away");
  await bob.endInput(); // A script's client waits for the server nevertheless.
  const { server: second } = await serve(["--port", port]);
  await using _second = second;
  using alice = await RawClient.join(Number(port), "alice");
  for (;;) {
    const notice = await alice.notice();
    if (notice.type !== "message") continue;
    assertEquals([notice.from, notice.text], ["bob", "typed while away"]);
    break;
  }
  await bob.error(/^chat: Connected again$/);
  await bob.line("bob has joined");
  assertEquals(await bob.exit(), 0);
  const left = await alice.notice();
  assertEquals(left.type, "left", "and nothing twice");
});

testWith(NEEDS, "with --reconnect, a first hello that is not answered is said again", async () => {
  let hellos = 0;
  await using server = new FakeChatServer(async (request, conn) => {
    if (request.type !== "hello") return await conn.ok(request.id);
    if (++hellos === 1) conn.close();
    else await conn.greet(request as Request<"hello">);
  });
  const args = ["alice", LOOPBACK, `${server.port}`];
  await using alice = Program.start(["connect", "--reconnect", ...args]);
  await alice.line("Welcome");
  await alice.endInput();
  assertEquals([await alice.exit(), hellos], [0, 2]);
  assertMatch(alice.errors.join("\n"), /^chat: Connection to .* lost: .*\nchat: Connecting again$/);
  hellos = 0;
  const once = await Program.run(["connect", ...args]);
  assertEquals([once.code, hellos], [1, 1]);
});

testWith(
  NEEDS,
  "a connection that breaks on the client's side alone shows others nothing",
  async () => {
    const { server, port } = await serve();
    await using _server = server;
    await using network = await ChaosProxy.start(Number(port));
    using alice = await RawClient.join(Number(port), "alice");
    await using bob = await connect("bob", network.port);
    assertEquals((await alice.notice()).type, "joined");
    network.cut("rst", "client");
    await bob.error(/^chat: Connection to .* lost: /);
    for (const text of ["one", "two"]) await alice.ok({ type: "tell", to: "bob", text });
    await bob.error(/^chat: You missed 2 messages$/);
    await bob.line("alice (private): one");
    await bob.line("alice (private): two");
    await bob.type("here I am");
    const notice = await alice.notice();
    assertEquals(
      notice.type === "message" && notice.text,
      "here I am",
      "and no other notice before",
    );
  },
);

testWith(NEEDS, "what the server had before the connection broke is not said again", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using network = await ChaosProxy.start(Number(port));
  using alice = await RawClient.join(Number(port), "alice");
  await using bob = await connect("bob", network.port);
  assertEquals((await alice.notice()).type, "joined");
  network.hold("server");
  await bob.type("once");
  const heard = await alice.notice();
  assertEquals(heard.type === "message" && heard.text, "once");
  network.cut("rst", "client");
  network.goOn();
  await bob.error(/^chat: Connected again$/);
  await bob.type("twice");
  const next = await alice.notice();
  assertEquals(next.type === "message" && next.text, "twice");
});

testWith(
  NEEDS,
  "a name that was taken meanwhile is told, and what needed it is shown",
  async () => {
    const { server, port } = await serve();
    await using _server = server;
    await using network = await ChaosProxy.start(Number(port));
    using alice = await RawClient.join(Number(port), "alice");
    await using bob = await connect("bob", network.port);
    assertEquals((await alice.notice()).type, "joined");
    network.hold();
    network.cut("fin", "server");
    assertEquals((await alice.notice()).type, "left");
    using _other = await RawClient.join(Number(port), "bob");
    network.cut("rst", "client");
    await bob.error(/^chat: Connection to .* lost: /);
    await bob.type("am I bob?");
    network.goOn();
    await bob.error(/^chat: Somebody else is bob now; you have no name/);
    await bob.error(/^chat: Not delivered: am I bob\? \(.* a name first\)$/);
  },
);

testOnTerminal("with --no-reconnect, a lost connection is the end on a terminal too", async () => {
  const { server, port } = await serve();
  await using alice = await Pty.start(["connect", "--no-reconnect", "alice", LOOPBACK, port]);
  {
    await using _server = server;
    await alice.waitFor("alice → everyone ›");
    server.kill("SIGKILL");
  }
  assertEquals(await alice.exit(), 1);
  assertMatch(alice.screen().join("\n"), /^chat: Connection to .* lost: /m);
});

testOnTerminal("a user who leaves while away is told what was not delivered", async () => {
  const { server, port } = await serve();
  await using alice = await Pty.start(["connect", "alice", LOOPBACK, port]);
  {
    await using _server = server;
    await alice.waitFor("alice → everyone ›");
    server.kill("SIGKILL");
    await alice.waitFor("(offline) alice → everyone ›");
  }
  await alice.type("/to bob\r");
  await alice.type("never\r");
  await alice.type("/msg bob psst\r/quit\r");
  assertEquals(await alice.exit(), 0);
  const shown = alice.screen().join("\n");
  for (
    const line of [
      "There is no connection; try that when it is back",
      "Not delivered: never (there is no connection)",
      "Not delivered to bob: psst (there is no connection)",
    ]
  ) assertStringIncludes(shown, line);
});
