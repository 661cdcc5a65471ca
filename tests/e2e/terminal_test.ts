import config from "../../deno.json" with { type: "json" };
import { assert, assertEquals } from "@std/assert";
import { StallingFolder } from "../helpers/stalling_folder.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";
import { Program, ROOT, serve } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";
import { joinOnTerminal, screenOf, shows } from "../helpers/room_on_terminal.ts";

testOnTerminal("what is typed survives messages, at 40 columns, wide and combining", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice", { columns: 40, rows: 12 });
  await using bob = await joinOnTerminal(port, "bob");
  await alice.type("a thought that is longer than a row: 世界世界 e\u0301e\u0301 😀");
  const typed = ["alice → everyone › a thought that is lon", "ger than a row: 世界世界 éé 😀"];
  await alice.waitFor(shows(...typed.map((line) => line.replaceAll("é", "e\u0301"))));
  await bob.type(`hello${KEY.enter}${"long ".repeat(12)}end${KEY.enter}`);
  await alice.waitFor("end");
  await alice.waitFor(shows("😀"));
  assertEquals(screenOf(alice), [
    "Welcome, alice! 1 user is online.",
    "/help lists the commands",
    "alice has joined",
    "00:00 bob has joined",
    "00:00 bob: hello",
    "00:00 bob: long long long long long long",
    "           long long long long long long",
    "           end",
    "alice → everyone › a thought that is lon",
    "ger than a row: 世界世界 e\u0301e\u0301 😀",
  ]);
  assertEquals(alice.cursor, { x: 30, y: 9 });
  await alice.type(KEY.left.repeat(3));
  await alice.type(KEY.backspace);
  await alice.type(KEY.enter);
  await bob.waitFor("alice: a thought that is longer than a row: 世界世界 e\u0301 😀");
});

testOnTerminal("what is typed survives a resize, and the log with it", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice", { columns: 60, rows: 10 });
  await using bob = await joinOnTerminal(port, "bob");
  await bob.type(`${"a line of sixty cells, more or less, ".repeat(2)}${KEY.enter}`);
  await alice.waitFor("bob: a line");
  await alice.type("half a thought that will have to wrap");
  await alice.waitFor("wrap");
  await alice.resize(30, 10);
  const narrow = ["alice → everyone › half a thou", "ght that will have to wrap"];
  await alice.waitFor(shows(...narrow));
  await alice.waitFor(
    shows("          a line of sixty", "          cells, more or less,", ...narrow),
  );
  assertEquals(alice.cursor.x, 26);
  await alice.resize(80, 20);
  await alice.waitFor(shows("alice → everyone › half a thought that will have to wrap"));
  assertEquals(alice.screen().filter((line) => line.includes("half a")).length, 1);
  assertEquals(alice.screen().filter((line) => line.includes("bob: a line")).length, 1);
});

testOnTerminal("Tab completes commands, names and files, and shows what there is", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using _bob = await joinOnTerminal(port, "bob");
  await using bobby = await joinOnTerminal(port, "bobby");
  await bobby.type(`hi${KEY.enter}`);
  await alice.waitFor("bobby: hi");
  await alice.type(`bo${KEY.tab}`);
  await alice.waitFor(shows("  bobby  bob", "alice → everyone › bob"));
  await alice.type(KEY.tab);
  await alice.waitFor(shows("alice → everyone › bobby:"));
  await alice.type(`${KEY.ctrlU}/ge${KEY.tab}w${KEY.tab}`);
  await alice.waitFor(shows("bobby: hi", "alice → everyone › /get welcome.txt"));
  await alice.type(`${KEY.ctrlU}/get c${KEY.tab}`);
  await alice.waitFor(
    (lines) =>
      /^ {2}chime.wav +44.1 kB$/.test(lines.at(-3)!) &&
      /^ {2}clip.mp4 +8.83 kB$/.test(lines.at(-2)!) &&
      lines.at(-1) === "alice → everyone › /get c",
  );
});

testOnTerminal("typed lines are there again in the next run, unless --no-history", async () => {
  const { server, port } = await serve();
  await using _server = server;
  const state = await Deno.makeTempDir();
  try {
    const env = { XDG_STATE_HOME: state };
    await using first = await joinOnTerminal(port, "alice", { env });
    await first.type(`/msg alice secret${KEY.enter}`);
    await first.waitFor("alice (private): secret");
    await first.type(KEY.ctrlD);
    assertEquals(await first.exit(), 0);
    const { mode } = await Deno.stat(`${state}/chat/history`);
    assertEquals(mode! & 0o777, 0o600);
    await using second = await joinOnTerminal(port, "alice", { env });
    await second.type(KEY.up);
    await second.waitFor("alice → everyone › /msg alice secret");
    await using third = await joinOnTerminal(port, "carol", { env }, ["--no-history"]);
    await third.type(`${KEY.up}unseen${KEY.enter}`);
    await third.waitFor("carol → everyone › unseen");
    await third.type(KEY.ctrlC + KEY.ctrlC);
    assertEquals(await third.exit(), 0);
    assertEquals(await Deno.readTextFile(`${state}/chat/history`), '"/msg alice secret"\n');
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

testOnTerminal("Ctrl-C drops what is typed, then asks, then leaves; Ctrl-D leaves", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using bob = await joinOnTerminal(port, "bob");
  await bob.type(KEY.ctrlD);
  assertEquals(await bob.exit(), 0);
  await alice.waitFor("bob came and went");
  await alice.type("never sent");
  await alice.waitFor("never sent");
  await alice.type(KEY.ctrlC);
  await alice.waitFor(shows("alice → everyone ›"));
  await alice.type(KEY.ctrlC);
  await alice.waitFor(shows("Ctrl-C again leaves", "alice → everyone ›"));
  await alice.type(KEY.ctrlC);
  assertEquals(await alice.exit(), 0);
  assertEquals(screenOf(alice).at(-1), "00:00 bob came and went");
  assert(alice.raw.endsWith("\x1b[?2004l"), "bracketed paste is off again");
});

testOnTerminal("a mention is highlighted and rings, /bell off is silent", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using bob = await joinOnTerminal(port, "bob");
  await bob.type(`nothing to see${KEY.enter}look, alice!${KEY.enter}`);
  await alice.waitFor("look, alice!");
  await alice.waitFor(() => alice.bells > 0);
  assertEquals([alice.style("bob: look").inverse, alice.style("look, alice!").bold], [true, true]);
  assertEquals([alice.bells, alice.style("bob: nothing").inverse], [1, false]);
  assert(alice.style("bob: nothing").color >= 16);
  await alice.type(`/bell private${KEY.enter}`);
  await alice.waitFor("Bell: private");
  await bob.type(`alice?${KEY.enter}/msg alice psst${KEY.enter}`);
  await alice.waitFor("bob (private): psst");
  await alice.waitFor(() => alice.bells > 1);
  assertEquals([alice.bells, alice.style("bob (private)").color], [2, 5]);
  await alice.type(`/bell off${KEY.enter}`);
  await alice.waitFor("Bell: off");
  await bob.type(`/msg alice again${KEY.enter}`);
  await alice.waitFor("bob (private): again");
  assertEquals(alice.bells, 2);
});

testOnTerminal("there are no colours with --no-color, NO_COLOR or TERM=dumb", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice", {}, ["--no-color"]);
  await using bob = await joinOnTerminal(port, "bob", { env: { NO_COLOR: "1" } });
  await using carol = await Pty.start(["connect", "carol", "127.0.0.1", port], {
    env: { TERM: "dumb" },
  });
  await carol.waitFor("carol has joined");
  await carol.type(`hello alice${KEY.enter}`);
  for (const pty of [alice, bob]) {
    await pty.waitFor("carol: hello alice");
    // deno-lint-ignore no-control-regex
    assertEquals(/\x1b\[[\d;]*m/.test(pty.raw), false);
  }
  assertEquals(carol.raw.includes("\x1b"), false);
});

testOnTerminal("/clear and Ctrl-L clear the screen and keep what is typed", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await alice.type(`/clear${KEY.enter}kept`);
  await alice.waitFor((lines) => lines.length === 1 && lines[0] === "alice → everyone › kept");
  await alice.type(`${KEY.ctrlU}/help${KEY.enter}still here`);
  await alice.waitFor("/quit");
  await alice.type(KEY.ctrlL);
  await alice.waitFor((lines) => lines.join() === "alice → everyone › still here");
});

testOnTerminal("comings and goings fold into one line that grows in place", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using _bob = await joinOnTerminal(port, "bob");
  await using carol = await joinOnTerminal(port, "carol");
  await alice.waitFor(
    shows("alice has joined", "00:00 bob and carol have joined", "alice → everyone ›"),
  );
  await carol.type(`hello${KEY.enter}/quit${KEY.enter}`);
  await alice.waitFor("carol has left");
  assertEquals(screenOf(alice).slice(-4), [
    "00:00 bob and carol have joined",
    "00:00 carol: hello",
    "00:00 carol has left",
    "alice → everyone ›",
  ]);
});

testOnTerminal(
  "the permissions of the tasks are enough, for a server and on a terminal",
  async () => {
    const { serve: serving, connect, compile } = config.tasks;
    for (const { command } of [serving, connect, compile]) {
      assertEquals(command.includes("$(cat .permissions)"), true, command);
    }
    const permissions = (await Deno.readTextFile(`${ROOT}.permissions`)).trim().split(/\s+/);
    const command = [Deno.execPath(), "run", "--quiet", ...permissions];
    const options = { command: [...command, `${ROOT}main.ts`] };
    await using server = await Pty.start(["serve", "--port", "0", "--host", "127.0.0.1"], options);
    await server.waitFor(/listening on \S+:\d+/);
    const [, port] = /listening on \S+:(\d+)/.exec(server.screen().join("\n"))!;
    await using alice = await joinOnTerminal(port!, "alice", options);
    await alice.type(`kept${KEY.enter}`);
    await alice.waitFor("alice → everyone › kept");
    await alice.type(KEY.ctrlD);
    assertEquals(await alice.exit(), 0);
  },
);

testOnTerminal("a lost connection: the prompt turns yellow, and what is typed stays", async () => {
  const { server, port } = await serve();
  await using first = server;
  await using alice = await joinOnTerminal(port, "alice");
  await alice.type("half a thou");
  await alice.waitFor("half a thou");
  first.kill("SIGKILL");
  await alice.waitFor("(offline) alice → everyone › half a thou");
  assertEquals(alice.style("(offline) alice").color, 3);
  await using second = Program.start(["serve", "--port", port, "--host", "127.0.0.1"]);
  await second.line(/listening/);
  await alice.type(`ght${KEY.enter}`);
  await alice.waitFor("Connected again");
  await alice.waitFor(shows("alice → everyone ›"));
  assertEquals(screenOf(alice).filter((line) => line.includes("half a thought")).length, 1);
});

testOnTerminal("a client that is told to end gives the terminal back as it was", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  await using bob = await joinOnTerminal(port, "bob");
  bob.kill("SIGTERM");
  assertEquals(await bob.exit(), 0);
  assert(bob.raw.endsWith("\x1b[?2004l"));
  await alice.waitFor("bob came and went");
});

testOnTerminal("a terminal that is closed ends the client, and others see it leave", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = await joinOnTerminal(port, "alice");
  {
    await using bob = await joinOnTerminal(port, "bob");
    bob.kill("SIGHUP");
    assert(await bob.exit() !== 0);
  }
  await alice.waitFor("bob came and went");
});

testOnTerminal(
  "progress stands between the log and what is typed, and goes when it is done",
  async () => {
    const folder = new StallingFolder({ "clip.mp4": new Uint8Array(1_000_000) });
    await using server = startServer({ folder });
    using _folder = folder;
    await using downloads = await TempFolder.make();
    const port = `${server.port}`;
    await using alice = await joinOnTerminal(port, "alice", {}, ["--downloads", downloads.path]);
    await using bob = await joinOnTerminal(port, "bob");
    await alice.type(`/get clip.mp4${KEY.enter}wait for`);
    await alice.waitFor(/^clip\.mp4 .* 50% +500 kB of 1 MB/);
    await bob.type(`done yet?${KEY.enter}`);
    await alice.waitFor((lines) =>
      lines.at(-3)!.endsWith("bob: done yet?") &&
      /^clip.mp4 {2}████████████░░░░░░░░░░░░ {3}50% {2}500 kB of 1 MB/.test(lines.at(-2)!) &&
      lines.at(-1) === "alice → everyone › wait for"
    );
    await alice.resize(40, 10);
    await alice.waitFor((lines) => /^clip\.mp4 [^░]*░* +50%/.test(lines.at(-2)!));
    await alice.type(" it");
    folder.goOn();
    await alice.waitFor("Downloaded clip.mp4: 1000000 bytes");
    await alice.waitFor(shows("alice → everyone › wait for it"));
    await alice.waitFor((lines) => !lines.some((line) => line.includes("%")));
  },
);

testOnTerminal("no control character reaches the screen from a history or a paste", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using state = await TempFolder.make({
    "chat/history": `${JSON.stringify("old \x1b[2J\x07line")}\n`,
  });
  await using alice = await joinOnTerminal(port, "alice", { env: { XDG_STATE_HOME: state.path } });
  await alice.type(KEY.up);
  await alice.waitFor("alice → everyone › old ·[2J·line");
  await alice.type(KEY.enter);
  await alice.waitFor(/^\d\d:\d\d alice → everyone › old line$/);
  await alice.paste("a\x07b\x1b[31mc");
  await alice.waitFor("alice → everyone › ab[31mc");
  assertEquals(alice.bells, 0);
});

testOnTerminal(
  "when the client ends by itself, what was typed is still there to copy",
  async () => {
    const { server, port } = await serve();
    await using first = server;
    await using alice = await joinOnTerminal(port, "alice", {}, ["--no-reconnect"]);
    await alice.type("half a thou");
    await alice.waitFor("half a thou");
    first.kill("SIGKILL");
    assertEquals(await alice.exit(), 1);
    assertEquals(screenOf(alice).slice(-2).map((line) => line.replace(port, "PORT")), [
      "chat: Connection to 127.0.0.1:PORT lost: the server hung up",
      "00:00 alice → everyone › half a thou",
    ]);
  },
);
