/** A server that is killed in a conversation, and started again with its history. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { browserTest, heard, say, texts } from "../helpers/browser.ts";
import { LineClient } from "../helpers/line_client.ts";
import { Program, serve } from "../helpers/program.ts";
import { KEY, Pty } from "../helpers/pty.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const CAPS = "server-time message-tags batch draft/chathistory";

/** The number at the end of an IRC message's id, and its text. */
function numbered(line: string): string {
  const [, seq, text] = /msgid=\w+\.(\d+)[ ;].* PRIVMSG #chat :(.*)$/.exec(line) ?? [];
  return `${seq} ${text}`;
}

browserTest(
  "a restart among a page, a terminal, a pipe, JSON and IRC: nothing is missing, nothing comes twice",
  async (browse) => {
    await using folder = await TempFolder.make();
    const history = ["--history", folder.file("room.db"), "--rate", "0"];
    const { server, port } = await serve(history);
    const page = await browse(Number(port)).join("page");
    await using terminal = await Pty.start(["connect", "terminal", "127.0.0.1", port], {
      rows: 40,
    });
    await terminal.waitFor("terminal → everyone ›");
    await using pipe = Program.start(["connect", "--reconnect", "pipe", "127.0.0.1", port]);
    await pipe.line("pipe has joined");
    await using json = Program.start([
      "connect",
      "--reconnect",
      "--json",
      "json",
      "127.0.0.1",
      port,
    ]);
    await json.line(/"joined","name":"json"/);
    let irc = await LineClient.irc(Number(port), "irc", { caps: CAPS });
    await say(page, "one, by the page");
    await pipe.line("page: one, by the page");
    await pipe.type("two, by the pipe");
    const two = await irc.line(/two, by the pipe/);
    await irc.send("PRIVMSG #chat :three, by IRC");
    await heard(page, "three, by IRC");
    await terminal.waitFor("irc: three, by IRC");
    await json.line(/three, by IRC/);
    {
      await using _server = server;
      server.kill("SIGKILL");
      await pipe.error(/lost: /);
      await json.line(/"type":"lost"/);
      await irc[Symbol.asyncDispose]();
    }
    await pipe.type("four, typed while away");
    const { server: second } = await serve([...history, "--port", port]);
    await using _second = second;
    await heard(page, "four, typed while away");
    await terminal.waitFor("pipe: four, typed while away");
    await terminal.type(`five, by the terminal${KEY.enter}`);
    await heard(page, "five, by the terminal");
    await json.line(/five, by the terminal/);
    irc = await LineClient.irc(Number(port), "irc", { caps: CAPS });
    const [, msgid] = /msgid=([^ ;]+)/.exec(two)!;
    await irc.send(`CHATHISTORY AFTER #chat msgid=${msgid} 50`);
    await irc.line(/BATCH \+/);
    const missed = (await irc.sync()).filter((line) => line.includes(" PRIVMSG "));
    await irc[Symbol.asyncDispose]();

    const said = [
      "1 one, by the page",
      "2 two, by the pipe",
      "3 three, by IRC",
      "4 four, typed while away",
      "5 five, by the terminal",
    ];
    assertEquals(await texts(page), said.map((text) => text.slice(2)));
    assertEquals(missed.map(numbered), said.slice(2));
    const received = json.lines.map((line) => JSON.parse(line)).filter(({ type }) =>
      type === "message"
    );
    assertEquals(received.map(({ seq, text }) => `${seq} ${text}`), said);
    for (const text of said.map((each) => each.slice(2))) {
      const rows = terminal.screen().filter((line) => line.includes(text));
      assertEquals(rows.length, 1, `${text}: ${terminal.screen().join("\n")}`);
    }
    const heardBy = pipe.lines.filter((line) => /, (by|typed)/.test(line));
    assertEquals(
      heardBy.map((line) => line.split(": ")[1]),
      [said[0], said[2], said[4]].map((text) => text!.slice(2)),
    );
    assert(!pipe.lines.some((line) => line.includes("earlier")));
  },
);
