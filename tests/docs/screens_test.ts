import { assertEquals } from "@std/assert";
import { Program, ROOT, serve } from "../helpers/program.ts";
import { StallingFolder } from "../helpers/stalling_folder.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";
import { KEY, Pty, type PtyOptions, testOnTerminal } from "../helpers/pty.ts";

const DOC = `${ROOT}docs/SCREENS.md`;
const PLACEHOLDER_TIME = "14:03 ";

/** A heading, what stands below it, and its screen. */
const SECTION = /^(## (.+)\n[^#]*?```text\n)[^]*?\n```/gm;

/** Joins under a name, and waits for the prompt. */
async function join(port: string, name: string, options: PtyOptions = {}): Promise<Pty> {
  const pty = await Pty.start(["connect", name, "127.0.0.1", port], options);
  await pty.waitFor(`${name} → everyone ›`);
  return pty;
}

/** What each heading of the document shows; made by doing it. */
const SCENES: Readonly<Record<string, () => Promise<string[]>>> = {
  async "`chat` alone"() {
    await using chat = await Pty.start([]);
    await chat.exit();
    return chat.screen();
  },

  async "A conversation"() {
    const { server, port } = await serve(["--files", `${ROOT}SharedFiles`]);
    await using _server = server;
    await using alice = await join(port, "alice");
    await using bob = await join(port, "bob");
    await using carol = await join(port, "carol");
    await alice.waitFor("bob and carol have joined");
    await alice.type(`good morning${KEY.enter}`);
    await bob.waitFor("good morning");
    await bob.type(`morning, alice!${KEY.enter}/msg alice lunch at one?${KEY.enter}`);
    await alice.waitFor("lunch at one?");
    await alice.type(`/reply gladly${KEY.enter}`);
    await bob.waitFor("gladly");
    await carol.type(`/me waves${KEY.enter}/quit${KEY.enter}`);
    await alice.waitFor("carol has left");
    await alice.type(`/to bob${KEY.enter}`);
    await alice.waitFor("Writing to bob");
    await alice.type("the usual pl");
    await alice.waitFor("the usual pl");
    return alice.screen();
  },

  async "Typing while others talk, in 40 columns"() {
    const { server, port } = await serve();
    await using _server = server;
    await using alice = await join(port, "alice", { columns: 40 });
    await alice.type("a thought that takes more than one row, 世界 and 😀 in it");
    await alice.waitFor("in it");
    await using bob = await join(port, "bob");
    await bob.type(`does anybody know where the slides are? I cannot find them${KEY.enter}`);
    await alice.waitFor("I cannot find");
    await alice.waitFor("in it");
    return alice.screen();
  },

  async "Tab after `/get c`"() {
    const { server, port } = await serve(["--files", `${ROOT}SharedFiles`]);
    await using _server = server;
    await using alice = await join(port, "alice");
    await alice.type(`/get c${KEY.tab}`);
    await alice.waitFor("clip.mp4");
    return alice.screen();
  },

  async "A download, while the talk goes on"() {
    const folder = new StallingFolder({ "holiday.mp4": new Uint8Array(48_000_000) });
    await using server = startServer({ folder });
    using _folder = folder;
    await using downloads = await TempFolder.make();
    const args = ["connect", "alice", "127.0.0.1", `${server.port}`, "--downloads", downloads.path];
    await using alice = await Pty.start(args);
    await alice.waitFor("alice → everyone ›");
    await using bob = await join(`${server.port}`, "bob");
    await alice.waitFor("bob has joined");
    await alice.type(`/get holiday.mp4${KEY.enter}`);
    await alice.waitFor(/ 50% /);
    await bob.type(`got it?${KEY.enter}`);
    await alice.waitFor("bob: got it?");
    await alice.type("half of i");
    await alice.waitFor("half of i");
    const isHalf = `${"█".repeat(12)}${"░".repeat(12)}`;
    return alice.screen().map((line) =>
      line.replace(/█+░+/, isHalf).replace(/( of 48 MB ).*$/, "$1 9.6 MB/s  0:03 left")
    );
  },

  async "A paste, before Enter"() {
    const { server, port } = await serve();
    await using _server = server;
    await using alice = await join(port, "alice");
    await alice.paste("def greet(name):\n    return f'hello, {name}'");
    await alice.waitFor("return");
    return alice.screen();
  },

  async "A message of several lines"() {
    const { server, port } = await serve();
    await using _server = server;
    await using alice = await join(port, "alice");
    const bob = Program.start(["connect", "--json", "bob", "127.0.0.1", port]);
    await alice.waitFor("bob has joined");
    const text = "def greet(name):\n    return f'hello, {name}'\nalice: not what she said";
    await bob.type(JSON.stringify({ type: "say", text }));
    await alice.waitFor("not what");
    const screen = alice.screen();
    await bob[Symbol.asyncDispose]();
    return screen;
  },

  async "The connection is lost, and comes back"() {
    const { server, port } = await serve();
    await using first = server;
    await using alice = await join(port, "alice");
    await alice.type("are you th");
    await alice.waitFor("are you th");
    first.kill("SIGKILL");
    await alice.waitFor("(offline) alice → everyone › are you th");
    const lost = alice.screen().map((line) =>
      line.replace(port, "5555").replace(
        /^offline .* in \d+ s/,
        "offline (connection refused): next try in 4 s",
      )
    );
    // Before there is a server: else alice could be back already, and not offline.
    await alice.type(`ere?${KEY.enter}`);
    await alice.waitFor((lines) => lines.at(-1) === "(offline) alice → everyone ›");
    await using second = Program.start(["serve", "--port", port, "--host", "127.0.0.1"]);
    await second.line(/listening/);
    await alice.type(KEY.enter);
    await alice.waitFor("Connected again");
    await alice.waitFor((lines) => lines.at(-2) === "alice has joined");
    const back = alice.screen().map((line) => line.replace(port, "5555"));
    return [...lost, "", "…and, the server being there again:", "", ...back.slice(-5)];
  },
};

testOnTerminal("docs/SCREENS.md shows what the terminal shows", async () => {
  const doc = await Deno.readTextFile(DOC);
  const made = await Promise.all(
    Object.entries(SCENES).map(async ([title, scene]) => {
      const lines = await scene();
      return [title, lines.join("\n").replace(/^\d\d:\d\d /gm, PLACEHOLDER_TIME)] as const;
    }),
  );
  const screens = Object.fromEntries(made);
  const titles: string[] = [];
  const updated = doc.replace(SECTION, (_, head: string, title: string) => {
    titles.push(title);
    return `${head}${screens[title]}\n\`\`\``;
  });
  assertEquals(titles, Object.keys(SCENES));
  if (Deno.env.get("UPDATE_SCREENS")) await Deno.writeTextFile(DOC, updated);
  else assertEquals(doc, updated);
});
