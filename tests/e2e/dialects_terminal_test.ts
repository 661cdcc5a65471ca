import { assertEquals } from "@std/assert";
import { serve } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";

/** A line typed in two halves, with a message in between, in each dialect. */
const SCENES = [
  {
    dialect: "messenger",
    begins: "alice has joined",
    halves: ["/msg bob half a ", "thought"],
    arrives: "bob (private): hello",
    asks: ["/who", "Online: bob, alice"],
    leaves: "/quit",
  },
  {
    dialect: "multiuser",
    begins: "Server sent: Hello alice",
    halves: ["MSG bob half a ", "thought"],
    arrives: "Server sent: bob sent hello",
    asks: ["GET_NAMES", "Server sent: bob alice"],
    leaves: "EXIT",
  },
  {
    dialect: "chatroom",
    begins: "Success",
    halves: ["sendto bob half a ", "thought"],
    arrives: "bob: hello",
    asks: ["login alice", "Failure"],
    leaves: "exit",
  },
] as const;

for (const { dialect, begins, halves: [half, rest], arrives, asks, leaves } of SCENES) {
  testOnTerminal(`${dialect}: neither typing nor a message waits for the other`, async () => {
    const { server, port } = await serve();
    await using _server = server;
    const connect = ["connect", "--dialect"];
    await using bob = await Pty.start([...connect, "multiuser", "bob", "127.0.0.1", port]);
    await bob.waitFor("Server sent: Hello bob");
    await using alice = await Pty.start([...connect, dialect, "alice", "127.0.0.1", port]);
    await alice.waitFor(begins);
    const [typed, answer] = asks;
    await alice.type(`${typed}${KEY.enter}`); // no message has ever come
    await alice.waitFor(answer);

    await alice.type(half);
    await alice.waitFor(half.trimEnd());
    await bob.type(`MSG alice hello${KEY.enter}`);
    await alice.waitFor((lines) => lines.at(-2)?.endsWith(arrives) ?? false);
    assertEquals(alice.screen().at(-1)!.endsWith(half.trimEnd()), true, alice.screen().join("\n"));
    assertEquals(alice.screen().filter((line) => line.includes(half.trimEnd())).length, 1);

    await alice.type(`${rest}${KEY.enter}`);
    await bob.waitFor("Server sent: alice sent half a thought");
    await alice.type(`${leaves}${KEY.enter}`);
    assertEquals(await alice.exit(), 0);
  });
}

testOnTerminal("chatroom: what is typed before it is connected is not lost", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using john = await Pty.start(["connect", "--dialect", "chatroom", "127.0.0.1", port]);
  await john.type(
    `login John Doe${KEY.enter}login John${KEY.enter}list${KEY.enter}exit${KEY.enter}`,
  );
  assertEquals(await john.exit(), 0);
  const printed = john.screen().filter((line) => /^(Bad username|Success|John)$/.test(line));
  assertEquals(printed, ["Bad username", "Success", "John"]);
});
