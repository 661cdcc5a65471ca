/** `chat serve &` in an interactive shell: it serves, and is not stopped for wanting the terminal. */
import { assert } from "@std/assert";
import { permittedCommand, Program } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";

const SERVE = ["serve", "--port", "0", "--host", "127.0.0.1"];

testOnTerminal(
  "a server in the background of a shell serves, and leaves the terminal alone",
  async () => {
    await using shell = await Pty.start([], {
      command: ["bash", "--norc", "--noprofile", "-i"],
      columns: 120,
      rows: 40,
      env: { PS1: "shell$ " },
    });
    await shell.waitFor("shell$");
    const command = [...await permittedCommand(), ...SERVE].map((word) => `'${word}'`).join(" ");
    await shell.type(`${command} &${KEY.enter}`);
    await shell.waitFor(/listening on 127\.0\.0\.1:\d+/);
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(shell.raw)!;
    await shell.type(`jobs${KEY.enter}`);
    await shell.waitFor(/^\[1\].* Running/);
    await using bob = Program.start(["connect", "bob", "127.0.0.1", port!]);
    await bob.line("bob has joined");
    assert(!shell.raw.includes("server ›"), shell.raw);
    await shell.type(`kill %1; wait %1; exit${KEY.enter}`);
    await bob.error(/The operator has stopped the server$/);
    await shell.exit();
  },
);
