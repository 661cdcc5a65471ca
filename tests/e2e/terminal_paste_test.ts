/** Pastes of several lines on a terminal. */
import { assert, assertEquals } from "@std/assert";
import { startServer } from "../helpers/test_server.ts";
import { serve } from "../helpers/program.ts";
import { KEY, testOnTerminal } from "../helpers/pty.ts";
import { joinOnTerminal, shows } from "../helpers/room_on_terminal.ts";

testOnTerminal("a paste is shown whole, then sent line by line in order", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using bob = await joinOnTerminal(port, "bob");
  await alice.paste("one\ntwo\nthree\n");
  await alice.waitFor(shows("alice → everyone › one", "two", "three"));
  assert(!bob.screen().some((line) => line.includes("alice: ")));
  await alice.type(KEY.enter);
  await bob.waitFor("alice: three");
  const heard = bob.screen().filter((line) => line.includes("alice: "));
  assertEquals(heard.map((line) => line.slice(6)), ["alice: one", "alice: two", "alice: three"]);
});

testOnTerminal("a pasted block of 500 lines arrives whole, in order", async () => {
  await using server = startServer({ limits: { rate: 0 } });
  await using alice = await joinOnTerminal(`${server.port}`, "alice");
  await using bob = await joinOnTerminal(`${server.port}`, "bob", { rows: 600 });
  await alice.paste(Array.from({ length: 500 }, (_, i) => `line ${i}`).join("\n"));
  await alice.waitFor("line 499");
  await alice.type(KEY.enter);
  await alice.waitFor("Send 500 lines? Enter sends them, Esc drops them");
  await alice.type(KEY.enter);
  await bob.waitFor("alice: line 499");
  const heard = bob.screen().flatMap((line) => /alice: line (\d+)$/.exec(line)?.[1] ?? []);
  assertEquals(heard, Array.from({ length: 500 }, (_, i) => `${i}`));
});

testOnTerminal("a pasted block is text, whatever its lines begin with", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using bob = await joinOnTerminal(port, "bob");
  await alice.paste("one\n/quit\n/etc/passwd\n  /nope\n//x");
  await alice.waitFor("//x");
  await alice.type(KEY.enter);
  await bob.waitFor(shows(
    "00:00 alice: one",
    "00:00 alice: /quit",
    "00:00 alice: /etc/passwd",
    "00:00 alice:   /nope",
    "00:00 alice: //x",
    "bob → everyone ›",
  ));
  await alice.paste("/msg bob a pasted command in one line");
  await alice.type(KEY.enter);
  await bob.waitFor("alice (private): a pasted command in one line");
});

testOnTerminal("a long block that is not meant to be sent is dropped with Esc", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using bob = await joinOnTerminal(port, "bob");
  await alice.paste(Array.from({ length: 21 }, (_, i) => `line ${i}`).join("\n"));
  await alice.waitFor("line 20");
  await alice.type(KEY.enter);
  await alice.waitFor("Send 21 lines?");
  await alice.type("\x1b");
  await alice.waitFor((lines) => !lines.some((line) => line.startsWith("Send 21 lines?")));
  await alice.type(`hello${KEY.enter}`);
  await bob.waitFor(shows("00:00 alice: hello", "bob → everyone ›"));
  assertEquals(bob.screen().some((line) => line.includes("line 0")), false);
});

testOnTerminal("with --multiline, a paste is one message", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice", {}, ["--multiline"]);
  await using bob = await joinOnTerminal(port, "bob");
  await alice.paste("one\ntwo");
  await alice.type(KEY.enter);
  await bob.waitFor(shows("00:00 alice: one", "          two", "bob → everyone ›"));
});
