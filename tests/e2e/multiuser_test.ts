import { assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { type Player, testOnStages } from "../helpers/stage.ts";

/** Types lines; each must be answered by exactly one line. */
async function converse(player: Player, ...lines: [typed: string, answer: string][]) {
  await player.line("");
  for (const [typed, answer] of lines) {
    await player.type(typed);
    await player.line(/./);
    assertEquals(player.lines.at(-1), `Server sent: ${answer}`, typed);
  }
  assertEquals(player.lines.length, 2 + lines.length);
}

testOnStages("multiuser shows what the server says to each command", async (stage) => {
  await using a = stage.enter("multiuser", "A");
  await a.line("Server sent: Hello A");
  await using b = stage.enter("multiuser");
  const n20 = "x".repeat(20);
  await converse(
    b,
    ["MSG A HELLO", "Set a name first"],
    ["GET_NAMES", "A"],
    ["NAME A", "The name A is taken"],
    ["NAME", "Unknown request: NAME. Use: NAME <name>"],
    ["NAME two words", "Unknown request: NAME two words. Use: NAME <name>"],
    ["NAME a/b", 'A name has none of the characters < > : " / \\ | ? *'],
    [`NAME ${n20}x`, "A name has 1 to 20 characters"],
    ["GET_NAMES", "A"],
    [`NAME ${n20}`, `Hello ${n20}`],
    ["NAME B", "Hello B"],
    ["NAME A", "The name A is taken"],
    ["NAME B", "Hello B"],
    ["GET_NAMES", "A B"],
    ["GET_NAMES x", "Unknown request: GET_NAMES x. Use: GET_NAMES"],
    ["MSG", "Unknown request: MSG. Use: MSG <name> <message>"],
    ["MSG A", "Unknown request: MSG A. Use: MSG <name> <message>"],
    ["MSG C HELLO", "Nobody here is called C"],
    ["MSG B to  myself", "B sent to  myself"],
    ["EXIT now", "Unknown request: EXIT now. Use: EXIT"],
    ["HELP", "Unknown request: HELP"],
    // Requests of the protocol, and none of this dialect: say would end the conversation.
    ["say", "Unknown request: say"],
    ["bye", "Unknown request: bye"],
    ["name B", "Unknown request: name B"],
  );
  await b.type("");
  await b.type("EXIT");
  assertEquals([await b.exit(), b.errors], [0, []]);
  await a.type("GET_NAMES");
  await a.line("Server sent: A");
  assertEquals(a.lines.length, 4);
});

testOnStages("multiuser frees the name that another NAME replaces", async (stage) => {
  await using a = stage.enter("multiuser", "A");
  await a.line("Server sent: Hello A");
  await a.type("NAME A2");
  await a.line("Server sent: Hello A2");
  await using b = stage.enter("multiuser", "A");
  await b.line("Server sent: Hello A");
  await b.type("GET_NAMES");
  await b.line("Server sent: A2 A");
});

testOnStages("multiuser's username of the command line is judged as NAME is", async (stage) => {
  await using a = stage.enter("multiuser", "A");
  await a.line("Server sent: Hello A");
  await using b = stage.enter("multiuser", "A");
  await b.line("Server sent: The name A is taken");
  await b.type("NAME B");
  await b.line("Server sent: Hello B");
});

testOnStages("multiuser's longest message arrives, and a longer one is refused", async (stage) => {
  await using a = stage.enter("multiuser", "A");
  await a.line("Server sent: Hello A");
  for (const character of ["x", "😀"]) {
    const longest = character.repeat(65_535);
    await a.type(`MSG A ${longest}`);
    await a.line(`Server sent: A sent ${longest}`);
    for (const more of [1, 65_536, 1_000_000]) {
      await a.type(`MSG A ${longest}${character.repeat(more)}`);
      await a.line("Server sent: A text has at most 65535 characters");
    }
  }
  await a.type("x".repeat(2_000_000));
  await a.line(/^Server sent: Unknown request: x{282}…$/);
});

testWith(["run", "read", "env"], "multiuser lists nobody whose client was killed", async () => {
  const { server, port } = await serve();
  await using _server = server;
  const join = ["connect", "--dialect", "multiuser"];
  await using a = Program.start([...join, "A", "127.0.0.1", port]);
  await a.line("Server sent: Hello A");
  await using b = Program.start([...join, "B", "127.0.0.1", port]);
  await b.line("Server sent: Hello B");
  b.kill("SIGKILL");
  await server.line(/\(B\) ended: /);
  await a.type("GET_NAMES");
  await a.line("Server sent: A");
  await using b2 = Program.start([...join, "B", "127.0.0.1", port]);
  await b2.line("Server sent: Hello B");
  await a.type("GET_NAMES");
  await a.line("Server sent: A B");
});
