/** The operator of a server: who is removed, who may not come back, and what the others see. */
import { assert, assertEquals } from "@std/assert";
import type { ChatServer } from "../../server/chat_server.ts";
import { readOperatorCommand } from "../../server/operator/operator_command.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

function command({ operator }: ChatServer, line: string): string[] {
  return operator.carryOut(readOperatorCommand(line)!);
}

Deno.test("/who shows everybody's address, with a name or without", async () => {
  await using server = startServer();
  assertEquals(command(server, "/who"), ["Nobody is here"]);
  using _alice = await RawClient.join(server.port, "alice");
  using _nobody = await RawClient.join(server.port);
  const [first, second] = command(server, "/who");
  assert(/^alice {2}127\.0\.0\.1:\d+$/.test(first!), first);
  assert(/^\(no name\) {2}127\.0\.0\.1:\d+$/.test(second!), second);
});

Deno.test("/kick tells the kicked why, and the others; the kicked may come back", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  assertEquals((await alice.notice()).type, "joined");
  assertEquals(command(server, "/kick carol"), ["Nobody here is called carol"]);
  assertEquals(command(server, "/kick bob no spam, please"), []);
  const { time: _, by: __, ...left } = await alice.notice() as { time: number; by: string };
  assertEquals(left, { type: "left", name: "bob", removed: "no spam, please" });
  let last = await bob.notice();
  while (last.type !== "closing") last = await bob.notice();
  assertEquals(last, {
    type: "closing",
    code: "removed",
    message: "You were removed: no spam, please",
  });
  const removed = server.events.find(({ type }) => type === "removed")!;
  assert("name" in removed && removed.name === "bob");
  using again = await RawClient.connect(server.port);
  assert((await again.answer({ type: "hello", version: 1, name: "bob" })).ok);
});

Deno.test("the banned may not come back, under any name that looks the same, until unbanned", async () => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  assertEquals(command(server, "/ban bob 5"), ["bob may not come back for 5 min"]);
  let last = await bob.notice();
  while (last.type !== "closing") last = await bob.notice();
  assertEquals((last as { code: string }).code, "banned");
  const hello = { type: "hello", version: 1 } as const;
  for (const name of ["bob", "Bob", "bоb"]) { // The last one has a Cyrillic letter.
    using client = await RawClient.connect(server.port);
    assertEquals((await client.answer({ ...hello, name })).error?.code, "banned");
  }
  using carol = await RawClient.join(server.port, "carol");
  assertEquals((await carol.answer({ type: "name", name: "bob" })).error?.code, "banned");
  assertEquals(command(server, "/bans"), ["bob  5 min"]);
  assertEquals(command(server, "/unban bob"), ["bob may come back"]);
  assertEquals(command(server, "/unban bob"), ["bob is not banned"]);
  assertEquals(command(server, "/bans"), ["Nobody is banned"]);
  using again = await RawClient.connect(server.port);
  assert((await again.answer({ ...hello, name: "bob" })).ok);
});

Deno.test("/ban takes addresses, but not those of this machine", async () => {
  await using server = startServer();
  using _bob = await RawClient.join(server.port, "bob");
  assertEquals(command(server, "/ban 127.0.0.1"), [
    "127.0.0.1 is this machine, where you are too",
  ]);
  assertEquals(command(server, "/ban 192.0.2.7"), ["192.0.2.7 may not come back"]);
  assertEquals(command(server, "/ban 2001:db8::7 60"), [
    "2001:db8::7 may not come back for 60 min",
  ]);
  assertEquals(command(server, "/bans"), ["192.0.2.7", "2001:db8::7  2001:db8:0:0::/64  60 min"]);
  assertEquals(command(server, "/who").length, 1);
});

Deno.test("/say is heard by everyone as the server, which nobody else can be", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  assertEquals(command(server, "/say we close at six"), ["server: we close at six"]);
  const { time: _, ...message } = await alice.notice() as { time: number };
  assertEquals(message, { type: "message", from: "server", text: "we close at six", seq: 1 });
  using mallory = await RawClient.connect(server.port);
  const hello = { type: "hello", version: 1, name: "Server" } as const;
  assertEquals((await mallory.answer(hello)).error?.code, "name-bad");
});

Deno.test("/help has every command", async () => {
  await using server = startServer();
  const lines = command(server, "/help");
  for (const name of ["who", "kick", "ban", "unban", "bans", "say", "help", "quit"]) {
    assert(lines.some((line) => line.startsWith(`/${name}`)), name);
  }
});
