/** People who have nothing but nc, ncat or telnet. */
import { LineClient } from "../helpers/line_client.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { KEY, Pty } from "../helpers/pty.ts";

const NEEDS = ["run", "read", "write", "env"] as const;

for (
  const { name, program, args } of [
    { name: "nc", program: "nc", args: [] },
    { name: "ncat", program: "ncat", args: [] },
    { name: "ncat --crlf", program: "ncat", args: ["--crlf"] },
  ]
) {
  testWith(NEEDS, `${name}: a conversation, typed line by line`, async () => {
    const { server, port } = await serve();
    await using _server = server;
    await using ike = await LineClient.irc(Number(port), "ike");
    await using person = Program.start([], { command: [program, ...args, "127.0.0.1", port] });
    await person.type("no name");
    await person.line(/^chat: A name has no white space\. Type another name and press Enter\.\r?$/);
    await person.type("alice");
    await person.line(/^Welcome, alice! 2 users are online\.\r?$/);
    await person.line(/^alice has joined\r?$/);
    await person.type("hello");
    await ike.line(/PRIVMSG #chat :hello$/);
    await ike.send("PRIVMSG #chat :hi");
    await person.line(/^ike: hi\r?$/);
    await person.type("/me waves");
    await ike.line(/PRIVMSG #chat :.ACTION waves.$/s);
    await person.type("/who");
    await person.line(/^Online: ike, alice\r?$/);
    await person.type("/quit");
    await ike.line(/^:alice!\S+ QUIT /);
    await person.endInput();
    await person.exit();
  }, { program: name === "nc" ? undefined : program });
}

testWith(NEEDS, "nc: a script pipes a message in and is gone", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using ike = await LineClient.irc(Number(port), "ike");
  const script = `printf 'bot\\nthe build is done\\nno line end' | nc -q1 127.0.0.1 ${port}`;
  await Program.run([], "", { command: ["sh", "-c", script] });
  await ike.line(/^:bot!\S+ JOIN #chat$/);
  await ike.line(/^:bot!\S+ PRIVMSG #chat :the build is done$/);
  await ike.line(/^:bot!\S+ PRIVMSG #chat :no line end$/);
  await ike.line(/^:bot!\S+ QUIT /);
});

for (const mode of ["line", "character"]) {
  testWith(
    NEEDS,
    `telnet in ${mode} mode: a conversation, and Ctrl-C does not end it`,
    async () => {
      const { server, port } = await serve();
      await using _server = server;
      await using ike = await LineClient.irc(Number(port), "ike");
      await using person = await Pty.start([], { command: ["telnet", "127.0.0.1", port] });
      await person.waitFor("Connected to");
      if (mode === "character") {
        await person.type("\x1d");
        await person.waitFor("telnet>");
        await person.type(`mode character${KEY.enter}`);
      }
      await person.type(`alice${KEY.enter}`);
      await person.waitFor("Welcome, alice!");
      if (mode === "line") await person.type(KEY.ctrlC);
      await person.type(`hell${mode === "character" ? `x${KEY.backspace}` : ""}o${KEY.enter}`);
      await ike.line(/PRIVMSG #chat :hello$/);
      await ike.send("PRIVMSG #chat :hi");
      await person.waitFor("ike: hi");
      await person.type(`/quit${KEY.enter}`);
      await person.waitFor("Connection closed");
    },
    { program: "telnet" },
  );
}
