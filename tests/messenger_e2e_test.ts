import { assertEquals } from "@std/assert";
import { testWith } from "./helpers/needs.ts";
import { Program, serve } from "./helpers/program.ts";

testWith(["run", "read", "env"], "two users chat through the program", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  await using bob = Program.start(["connect", "bob", "127.0.0.1", port]);
  await alice.line("bob has joined");
  await bob.line("bob has joined");
  await bob.type("hello");
  await alice.line("bob: hello");
  await bob.type("/quit");
  assertEquals(await bob.exit(), 0);
  await alice.line("bob has left");
});
