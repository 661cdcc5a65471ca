import { assertEquals } from "@std/assert";
import { serve } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { type Player, testOnStages } from "../helpers/stage.ts";

/** The windows of the multi-user chat assignment, from the program's start to the shell's return. */
const WINDOW_A = `Pls enter commands

NAME A
Server sent: Hello A
GET_NAMES
Server sent: A B
GET_NAMES
Server sent: A
GET_NAMES
Server sent: A B
MSG B HELLO
Server sent: B sent HELLO
EXIT`.split("\n");
const WINDOW_B1 = `Pls enter commands

NAME B
Server sent: Hello B
EXIT`.split("\n");
const WINDOW_B2 = `Pls enter commands

NAME B
Server sent: Hello B
Server sent: A sent HELLO
MSG A HELLO
EXIT`.split("\n");

/** A window's lines without those that the user typed. */
const printed = (window: string[]) => window.filter((line) => /^(Pls .*|Server .*|)$/.test(line));

/** One of the users, at whatever kind of client. */
interface Actor extends AsyncDisposable {
  type(line: string): Promise<void>;
  sees(line: string): Promise<unknown>;
  exit(): Promise<number>;
  window(): readonly string[];
}

/** The fifteen steps of the assignment, by its numbers. Returns what the three windows show. */
async function exampleRun(connect: () => Promise<Actor>): Promise<(readonly string[])[]> {
  await using a = await connect(); // 1
  await a.sees("Pls enter commands");
  await a.type("NAME A"); // 2
  await a.sees("Server sent: Hello A");
  await using b1 = await connect(); // 3
  await b1.sees("Pls enter commands");
  await b1.type("NAME B"); // 4
  await b1.sees("Server sent: Hello B");
  await a.type("GET_NAMES"); // 5
  await a.sees("Server sent: A B");
  await b1.type("EXIT"); // 6
  assertEquals(await b1.exit(), 0);
  await a.type("GET_NAMES"); // 7
  await a.sees("Server sent: A");
  await using b2 = await connect(); // 8
  await b2.sees("Pls enter commands");
  await b2.type("NAME B"); // 9
  await b2.sees("Server sent: Hello B");
  await a.type("GET_NAMES"); // 10
  await a.sees("Server sent: A B");
  await a.type("MSG B HELLO"); // 11
  await b2.sees("Server sent: A sent HELLO"); // 12
  await b2.type("MSG A HELLO"); // 13
  await a.sees("Server sent: B sent HELLO");
  await b2.type("EXIT"); // 14
  assertEquals(await b2.exit(), 0);
  await a.type("EXIT"); // 15
  assertEquals(await a.exit(), 0);
  return [a.window(), b1.window(), b2.window()];
}

const onStage = (player: Player): Actor => ({
  type: (line) => player.type(line),
  sees: (line) => player.line(line),
  exit: () => player.exit(),
  window: () => player.lines,
  [Symbol.asyncDispose]: () => player[Symbol.asyncDispose](),
});

testOnStages("multiuser prints what the example run prints", async (stage) => {
  const windows = await exampleRun(() => Promise.resolve(onStage(stage.enter("multiuser"))));
  assertEquals(windows, [WINDOW_A, WINDOW_B1, WINDOW_B2].map(printed));
});

const inTerminal = (pty: Pty): Actor => ({
  type: (line) => pty.type(`${line}\r`),
  // Only the last line counts: the same may stand further up from before.
  sees: (line) => pty.waitFor((lines) => lines.at(-1) === line),
  exit: () => pty.exit(),
  window: () => pty.screen(),
  [Symbol.asyncDispose]: () => pty[Symbol.asyncDispose](),
});

testOnTerminal("multiuser's windows show the example run, line for line", async () => {
  const { server, port } = await serve();
  await using _server = server;
  const args = ["connect", "--dialect", "multiuser", "127.0.0.1", port];
  const windows = await exampleRun(async () => inTerminal(await Pty.start(args)));
  assertEquals(windows, [WINDOW_A, WINDOW_B1, WINDOW_B2]);
});
