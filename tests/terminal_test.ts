import { assertEquals } from "@std/assert";
import { serve } from "./helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "./helpers/pty.ts";

testOnTerminal("the line being typed survives an arriving message", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await Pty.start(["connect", "alice", "127.0.0.1", port], { columns: 40 });
  await alice.waitFor("alice → everyone ›");
  await alice.type("half a thou");
  await alice.waitFor("half a thou");
  await using bob = await Pty.start(["connect", "bob", "127.0.0.1", port]);
  await alice.waitFor("bob has joined");
  await alice.waitFor("alice → everyone › half a thou");
  await bob.type(`/quit${KEY.enter}`);
  assertEquals(await bob.exit(), 0);
  await alice.type(KEY.ctrlC);
  assertEquals(await alice.exit(), 0);
});
