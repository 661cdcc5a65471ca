/** The operator's console, in a terminal: the log above, commands below, and the way out. */
import { assert, assertEquals } from "@std/assert";
import { Program } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";

const SERVE = ["serve", "--port", "0", "--host", "127.0.0.1"];

async function console() {
  const server = await Pty.start(SERVE, { columns: 100 });
  await server.waitFor(/listening on \S+:\d+/);
  const [, port] = /listening on \S+:(\d+)/.exec(server.screen().join("\n"))!;
  return { server, port: port! };
}

testOnTerminal(
  "the operator sees who comes, removes somebody, talks and stops the server",
  async () => {
    const { server, port } = await console();
    await using _server = server;
    await server.waitFor("server ›");
    await using bob = Program.start(["connect", "bob", "127.0.0.1", port]);
    await server.waitFor(/127\.0\.0\.1:\d+ is bob/);
    await server.type(`/who${KEY.enter}`);
    await server.waitFor(/bob {2}127\.0\.0\.1:\d+/);
    await server.type(`/say hello from above${KEY.enter}`);
    await bob.line("server: hello from above");
    await server.type(`/kick bob no spam${KEY.enter}`);
    await bob.error(/closed the connection: You were removed: no spam$/);
    assertEquals(await bob.exit(), 1);
    await server.waitFor("removed by the operator: no spam");
    await server.type(`/nonsense${KEY.enter}`);
    await server.waitFor("There is no command /nonsense; /help lists them");
    await server.type(`/quit${KEY.enter}`);
    assertEquals(await server.exit(), 0);
    assert(server.raw.endsWith("\x1b[?2004l") || server.raw.includes("closing: The operator"));
  },
);

for (const [name, key] of [["Ctrl-C", KEY.ctrlC], ["Ctrl-D", KEY.ctrlD]] as const) {
  testOnTerminal(`${name} on an empty line stops the server, and others are told`, async () => {
    const { server, port } = await console();
    await using _server = server;
    await using bob = Program.start(["connect", "bob", "127.0.0.1", port]);
    await bob.line("bob has joined");
    if (key === KEY.ctrlC) {
      await server.type(key);
      await server.waitFor("Ctrl-C again stops the server");
    }
    await server.type(key);
    await bob.error(/The operator has stopped the server$/);
    assertEquals(await server.exit(), 0);
  });
}

testOnTerminal("Ctrl-Z does not suspend a server, and says so", async () => {
  const { server } = await console();
  await using _server = server;
  await server.type("\x1a");
  await server.waitFor("Ctrl-Z does not suspend the server");
  await server.type(KEY.ctrlD);
  assertEquals(await server.exit(), 0);
});
