/** Ctrl-Z, with a shell that has job control and without one. */
import { assertEquals } from "@std/assert";
import { commandLine } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

const CTRL_Z = "\x1a";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

function connect(port: number): string[] {
  return ["connect", "alice", "127.0.0.1", `${port}`, "--no-history"];
}

testOnTerminal("Ctrl-Z gives the terminal to the shell, fg brings the screen back", async () => {
  await using server = startServer();
  const command = ["bash", "--norc", "--noediting", "-i"];
  await using shell = await Pty.start([], {
    command,
    env: { PS1: "sh> ", INIT_CWD: "" },
    columns: 200,
  });
  await shell.waitFor("sh>");
  await shell.type(`${[...commandLine(), ...connect(server.port)].join(" ")}\r`);
  await shell.waitFor("alice has joined");
  using bob = await RawClient.join(server.port, "bob");
  await shell.waitFor("bob has joined");
  await shell.type("typed");
  await shell.waitFor("› typed");
  for (const round of ["first", "second"]) {
    await shell.type(CTRL_Z);
    await shell.waitFor(/Stopped|lets no program suspend itself/);
    // A binary of Deno 2.4 may not stop itself, and says so.
    if (!shell.raw.includes("Stopped")) return await leave(shell, "\x15/quit");
    await shell.waitFor((lines) => lines.at(-1) === "sh>");
    assertEquals(shell.screen().filter((line) => line.includes("› typed")), [], "tidy");
    assertEquals(shell.raw.lastIndexOf(PASTE_OFF) > shell.raw.lastIndexOf(PASTE_ON), true);
    await shell.type(`echo ${round}-$((6*7)); stty -a | grep -ow 'icanon\\|echo' | tr '\\n' ' '\r`);
    await shell.waitFor(`${round}-42`);
    await shell.waitFor("icanon echo");
    await bob.ok({ type: "say", text: `while it was stopped: ${round}` });
    await shell.type("fg\r");
    await shell.waitFor((lines) => lines.some((line) => line.endsWith(`stopped: ${round}`)));
    await shell.waitFor((lines) => lines.at(-1)!.endsWith("› typed"));
    assertEquals(shell.raw.lastIndexOf(PASTE_ON) > shell.raw.lastIndexOf(PASTE_OFF), true);
  }
  await shell.type(" again\r");
  const said = await bob.notice();
  assertEquals(said.type === "message" && said.text, "typed again");
  await leave(shell, "/quit");
});

/** Ends the program, then the shell. */
async function leave(shell: Pty, quit: string): Promise<void> {
  await shell.type(`${quit}\r`);
  await shell.waitFor((lines) => lines.at(-1) === "sh>");
  await shell.type("exit 0\r");
  assertEquals(await shell.exit(), 0);
}

testOnTerminal("without a shell to let it go on, Ctrl-Z stops nothing", async () => {
  await using server = startServer();
  await using alice = await Pty.start(connect(server.port), { env: { INIT_CWD: "" } });
  await alice.waitFor("alice has joined");
  await alice.type(`typed${CTRL_Z}`);
  await alice.waitFor("› typed");
  await alice.type("!\r");
  await alice.waitFor("alice → everyone › typed!");
  await alice.type("/quit\r");
  assertEquals(await alice.exit(), 0);
});

testOnTerminal("under deno task, Ctrl-Z says that it suspends nothing", async () => {
  await using server = startServer();
  await using alice = await Pty.start(connect(server.port), { env: { INIT_CWD: "/" } });
  await alice.waitFor("alice has joined");
  await alice.type(CTRL_Z);
  await alice.waitFor("Ctrl-Z cannot suspend a task");
  await alice.type("/quit\r");
  assertEquals(await alice.exit(), 0);
});
