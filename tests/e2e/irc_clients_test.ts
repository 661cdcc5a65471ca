/** IRC clients that people use, each in a terminal, in a room with our own client and others. */
import { assert } from "@std/assert";
import { LineClient, loadSessions } from "../helpers/line_client.ts";
import { testWith } from "../helpers/needs.ts";
import { serve } from "../helpers/program.ts";
import { KEY, Pty } from "../helpers/pty.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

/** An IRC client in a terminal: how it is started, and how it shows what happens. */
interface Program {
  readonly name: string;
  /** Starts it in a folder of its own, connected and in the channel. */
  start(port: number | string, nick: string, folder: string): Promise<Pty>;
  /** How it shows what somebody says, does and so on. */
  readonly said: (nick: string, text: string) => RegExp;
  readonly did: (nick: string, text: string) => RegExp;
  /** What its screen shows once it is in the channel. */
  readonly isReady: RegExp;
  readonly renamed: RegExp;
  readonly topic: RegExp;
  readonly joined: (nick: string) => RegExp;
  readonly left: (nick: string) => RegExp;
}

const IRSSI: Program = {
  name: "irssi",
  async start(port, nick, folder) {
    await Deno.writeTextFile(
      `${folder}/config`,
      `servers = ( { address = "127.0.0.1"; chatnet = "t"; port = "${port}"; autoconnect = "yes"; } );
chatnets = { t = { type = "IRC"; nick = "${nick}"; autosendcmd = "/join #chat"; }; };
settings = { core = { real_name = "A person"; user_name = "person"; nick = "${nick}";
  server_reconnect_time = "2s"; }; "irc/core" = { cmd_queue_speed = "10msecs";
  cmds_max_at_once = "50"; }; "fe-common/core" = { use_status_window = "no"; }; };
`,
    );
    const command = ["irssi", `--home=${folder}`];
    return await Pty.start([], { command, columns: 120, rows: 40 });
  },
  said: (nick, text) => new RegExp(`< ?${nick}> ${text}`),
  did: (nick, text) => new RegExp(`\\* ${nick} ${text}`),
  isReady: /first \[.*has joined #chat/,
  renamed: /You're now known as second/,
  topic: /second changed the topic of #chat to: tea/,
  joined: (nick) => new RegExp(`${nick} \\[.*has joined #chat`),
  left: (nick) => new RegExp(`${nick} \\[.*has quit`),
};

const WEECHAT: Program = {
  name: "weechat",
  async start(port, nick, folder) {
    const setUp = [
      "/set irc.look.server_buffer independent",
      "/set irc.look.smart_filter off",
      "/set irc.network.lag_reconnect 0",
      `/server add t 127.0.0.1/${port} -nicks=${nick} -autojoin=#chat -autoreconnect_delay=1 -anti_flood_prio_high=0 -anti_flood_prio_low=0`,
      "/set irc.server.t.username person",
      "/connect t",
    ];
    const command = ["weechat", "--dir", folder, ...setUp.flatMap((line) => ["-r", line])];
    return await Pty.start([], { command, columns: 120, rows: 40 });
  },
  said: (nick, text) => new RegExp(`${nick} +[|│] ${text}`),
  did: (nick, text) => new RegExp(`\\* +[|│] ${nick} ${text}`),
  isReady: /first \(.*has joined #chat/,
  renamed: /You are now known as second/,
  topic: /second has changed topic for #chat .*to "tea"/,
  joined: (nick) => new RegExp(`${nick} \\(.*\\) has joined #chat`),
  left: (nick) => new RegExp(`${nick} \\(.*\\) has quit`),
};

for (const program of [IRSSI, WEECHAT]) {
  const needs = ["run", "read", "write", "env"] as const;

  testWith(
    needs,
    `${program.name}: join, talk, act, whisper, whois, nick, topic, away, quit`,
    async () => {
      await using server = startServer({ loadSessions });
      await using folder = await TempFolder.make();
      await using nat = await LineClient.text(server.port, "nat");
      await using client = await program.start(server.port, "first", folder.path);
      await nat.line("first has joined");
      await client.waitFor(program.isReady);

      await nat.send("hello first");
      await client.waitFor(program.said("nat", "hello first"));
      await client.type(`hello nat${KEY.enter}`);
      await nat.line("first: hello nat");
      await client.type(`/me waves${KEY.enter}`);
      await nat.line("first: /me waves");
      await nat.send("/me waves back");
      await client.waitFor(program.did("nat", "waves back"));

      await client.type(`/nick second${KEY.enter}`);
      await nat.line("first is now second");
      await client.waitFor(program.renamed);
      await client.type(`/topic tea${KEY.enter}`);
      await client.waitFor(program.topic);

      await using other = await LineClient.irc(server.port, "other");
      await client.waitFor(program.joined("other"));
      await other.send("WHOIS second");
      await other.line(/ 311 other second ~person irc \* :/);
      await client.type(`/away at lunch${KEY.enter}`);
      await until(async () => {
        await other.send("PRIVMSG second :there?");
        return (await other.sync()).some((line) => line.endsWith("301 other second :at lunch"));
      });
      await client.type(`/away${KEY.enter}`);
      await other.send("QUIT :tea");
      await client.waitFor(program.left("other"));

      await client.type(`/query nat${KEY.enter}`);
      await client.waitFor(/\d:(t\/)?nat/);
      await client.type(`psst${KEY.enter}`);
      await nat.line("second (private): psst");
      await nat.send("/msg second psst yourself");
      await client.waitFor(program.said("nat", "psst yourself"));

      await client.type(`/quit goodbye${KEY.enter}`);
      await nat.line("second has left");
      await client.exit();
    },
    { program: program.name },
  );

  testWith(needs, `${program.name}: comes back to a server that was restarted`, async () => {
    await using folder = await TempFolder.make();
    const first = await serve();
    await using client = await program.start(first.port, "first", folder.path);
    await client.waitFor(program.isReady);
    first.server.kill("SIGINT");
    await first.server.exit();
    await first.server[Symbol.asyncDispose]();
    const { server, port } = await serve(["--port", first.port]);
    await using _server = server;
    using nat = await RawClient.join(Number(port), "nat");
    await until(async () => (await namesIn(nat)).includes("first"));
    await until(async () => {
      await nat.send({ type: "say", text: "welcome back" });
      return client.screen().some((line) => program.said("nat", "welcome back").test(line));
    });
  }, { program: program.name });

  testWith(
    needs,
    `${program.name}: is still there when nobody has typed for several pings`,
    async () => {
      await using server = startServer({
        limits: { rate: 0, pingAfterMs: 500, goneAfterMs: 1_500 },
      });
      await using folder = await TempFolder.make();
      await using client = await program.start(server.port, "first", folder.path);
      await client.waitFor(program.isReady);
      await using idle = await LineClient.irc(server.port, "idle");
      await idle.pinged(4);
      await idle.send("PRIVMSG first :still there?", "WHOIS first");
      const lines = await idle.sync();
      assert(lines.some((line) => line.includes(" 311 idle first ")), lines.join("\n"));
    },
    { program: program.name },
  );
}

async function namesIn(client: RawClient): Promise<string[]> {
  return (await client.answer({ type: "who" })).ok!.names as string[];
}

/** Asks again until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !await isSo();) {
    assert(Date.now() < end, "it did not come true");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
