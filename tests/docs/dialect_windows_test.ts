import { assertEquals } from "@std/assert";
import { Program, ROOT, serve } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";

/** The window that DIALECTS.md shows for a dialect, without the shell's lines. */
async function windowOf(dialect: string): Promise<string[]> {
  const page = await Deno.readTextFile(`${ROOT}docs/DIALECTS.md`);
  const start = new RegExp(
    `^\\$ chat connect --dialect ${dialect} localhost 5555\n([^]*?)^\\$\n`,
    "m",
  );
  return start.exec(page)![1]!.trimEnd().split("\n");
}

testOnTerminal("DIALECTS.md's windows are what the dialects show", async () => {
  const { server, port } = await serve();
  await using _server = server;
  const join = (dialect: string) => Pty.start(["connect", "--dialect", dialect, "localhost", port]);
  await using b = await join("multiuser");
  await using john = await join("chatroom");
  await using alice = Program.start(["connect", "alice", "localhost", port]);
  await alice.line("alice has joined");
  await b.waitFor("Pls enter commands");
  await john.waitFor(() => john.raw.includes("\x1b")); // it has the terminal: no word says so
  const type = async (at: Pty, line: string, ...shown: string[]) => {
    await at.type(`${line}${KEY.enter}`);
    const wanted = [line, ...shown].join("\n");
    await at.waitFor((lines) => lines.join("\n").endsWith(wanted));
  };

  await type(b, "NAME B", "Server sent: Hello B");
  await type(john, "login John Doe", "Bad username");
  await type(john, "login John", "Success");
  await type(john, "list", "alice", "B", "John");
  await alice.type("hello, all");
  await b.waitFor("Server sent: alice sent hello, all");
  await john.waitFor("alice: hello, all");
  await type(b, "MSG John HELLO");
  await john.waitFor("B: HELLO");
  await type(john, "sendto B Hello, how are you?", "Success");
  await b.waitFor("Server sent: John sent Hello, how are you?");
  await type(b, "MSG alice", "Server sent: Unknown request: MSG alice. Use: MSG <name> <message>");
  await type(b, "MSG Al HELLO", "Server sent: Nobody here is called Al");
  await type(b, "GET_NAMES", "Server sent: alice B John");
  await type(john, "sendto Bob hi", "Failure");
  await type(john, "logout", "Success");
  await type(john, "list", "alice", "B");
  await type(b, "EXIT");
  await type(john, "exit");

  assertEquals([await b.exit(), await john.exit()], [0, 0]);
  assertEquals(b.screen(), await windowOf("multiuser"));
  assertEquals(john.screen(), await windowOf("chatroom"));
});
