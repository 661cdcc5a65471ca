/** The password prompt, on a terminal: what is typed there is not shown. */
import { assert, assertEquals } from "@std/assert";
import { commandLine, serve } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const PASSWORD = "lamp-rivér-stone";
const HOST = "127.0.0.1";

/** A server with a password, and a terminal on which a command has asked for it. */
async function prompted(...args: readonly string[]) {
  const folder = await TempFolder.make({ password: `${PASSWORD}\n` });
  const { server, port } = await serve(["--password-file", folder.file("password")]);
  const terminal = await Pty.start(args.map((arg) => arg === "PORT" ? port : arg));
  await terminal.waitFor("Password:");
  return {
    server,
    terminal,
    async [Symbol.asyncDispose]() {
      await terminal[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

testOnTerminal(
  "a password is asked for, and nothing of it is shown; the keys edit it",
  async () => {
    await using place = await prompted("connect", "alice", HOST, "PORT");
    const { terminal, server } = place;
    const { length } = terminal.raw;
    await terminal.type(`wrong${KEY.ctrlU}lamp-rivéé${KEY.backspace}`);
    await terminal.type(`r-stone${KEY.enter}`);
    await terminal.waitFor("alice → everyone ›");
    const shown = terminal.raw.slice(length);
    for (const part of ["wrong", "lamp", "riv", "stone", "é", "*"]) {
      assert(!shown.includes(part), JSON.stringify(shown));
    }
    assert(!server.lines.join().includes("lamp"));
    // The terminal is as it was: lines can be typed, and are shown.
    await terminal.type(`hello${KEY.enter}`);
    await terminal.waitFor("alice → everyone › hello");
  },
);

testOnTerminal("a wrong password ends the program with 1, and no name is taken", async () => {
  for (const args of [["connect", "alice", HOST, "PORT"], ["who", HOST, "PORT"]]) {
    await using place = await prompted(...args);
    const { terminal, server } = place;
    await terminal.type(`nonsense${KEY.enter}`);
    assertEquals(await terminal.exit(), 1);
    assert(/refused: Wrong password/.test(terminal.raw), terminal.raw);
    assert(!terminal.raw.includes("nonsense"));
    assert(!server.lines.some((line) => / is alice$/.test(line)), server.lines.join("\n"));
  }
});

for (const [name, key] of [["Ctrl-C", KEY.ctrlC], ["Ctrl-D", KEY.ctrlD]] as const) {
  testOnTerminal(
    `${name} at the password prompt gives up, and the terminal is as it was`,
    async () => {
      await using place = await prompted("connect", "alice", HOST, "PORT");
      const { terminal } = place;
      await terminal.type(`lamp${key}`);
      assert(await terminal.exit() !== 0);
      assert(!terminal.raw.includes("lamp"));
    },
  );
}

testOnTerminal("a pipe is not asked: it is told how to give the password", async () => {
  await using folder = await TempFolder.make({ password: `${PASSWORD}\n` });
  const { server, port } = await serve(["--password-file", folder.file("password")]);
  await using _server = server;
  const command = ["sh", "-c", `exec "$@" < /dev/null`, "sh", ...commandLine()];
  await using terminal = await Pty.start(["who", HOST, port], { command });
  assertEquals(await terminal.exit(), 1);
  assert(!terminal.raw.includes("Password:"), terminal.raw);
  assert(/asks for a password: give it with --password-file/.test(terminal.raw), terminal.raw);
});
