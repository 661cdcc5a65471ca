/** Downloads as a person sees them, and past a server that was killed. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { CuttingProxy } from "../helpers/cutting_proxy.ts";
import { testWith } from "../helpers/needs.ts";
import { noise } from "../helpers/noise.ts";
import { Program, serve } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const BIG = noise(40_000_000);

testOnTerminal("progress stands above the prompt while chat goes on; /cancel ends it", async () => {
  await using shared = await TempFolder.make({ "big.bin": BIG });
  await using home = await TempFolder.make();
  const { server, port } = await serve(["--files", shared.path]);
  await using _server = server;
  const stall = Promise.withResolvers<void>();
  const cuts = [Infinity, 20_000_100, 10_000_100];
  await using proxy = new CuttingProxy(Number(port), cuts, stall.promise);
  await using _stall = { [Symbol.asyncDispose]: () => Promise.resolve(stall.resolve()) };
  await using alice = await Pty.start(
    ["connect", "alice", "127.0.0.1", `${proxy.port}`, "--downloads", home.path],
    { columns: 120 },
  );
  await alice.waitFor("alice → everyone ›");
  await alice.type(`/get big.bin${KEY.enter}half a thought`);
  await alice.waitFor(/^big\.bin {2}█+░+ {3}(49|50)% {2}(19\.\d|20) MB of 40 MB {2}.*\/s {2}/);
  await using bob = Program.start(["connect", "bob", "127.0.0.1", port]);
  await bob.line("bob has joined");
  await bob.type("hello");
  await alice.waitFor("bob: hello");
  const screen = alice.screen();
  const [said, status, prompt] = ["bob: hello", "big.bin  ", "alice → everyone › half"].map(
    (text) => screen.findIndex((line) => line.includes(text)),
  );
  assert(said! < status! && status! === prompt! - 1, screen.join("\n"));
  await alice.type(`${KEY.ctrlU}/cancel big.bin${KEY.enter}`);
  await alice.waitFor("Download of big.bin cancelled;");
  await alice.waitFor("/get big.bin goes on");
  await alice.waitFor((lines) => !lines.some((line) => line.startsWith("big.bin  ")));
  await alice.type(`/get big.bin${KEY.enter}`);
  await alice.waitFor("big.bin: going on with");
  await alice.waitFor(/^big\.bin {2}█+░* {2,}[5-9]\d%/);
  await alice.type(`/quit${KEY.enter}`);
  await alice.waitFor("Download of big.bin interrupted;");
  assertEquals(await alice.exit(), 0);
  assertEquals(await home.files(), ["alice/big.bin.part", "alice/big.bin.part.json"]);
});

testWith(
  ["read", "write", "run", "env"],
  "a download in a chat goes on by itself when its server was killed and started again",
  async () => {
    await using shared = await TempFolder.make({ "big.bin": BIG });
    await using home = await TempFolder.make();
    const first = await serve(["--files", shared.path]);
    await using _first = first.server;
    const stall = Promise.withResolvers<void>();
    const { port } = first;
    await using proxy = new CuttingProxy(Number(port), [Infinity, 20_000_000], stall.promise);
    await using alice = Program.start(
      ["connect", "--reconnect", "alice", "127.0.0.1", `${proxy.port}`, "--downloads", home.path],
    );
    await alice.type("/get big.bin");
    await proxy.full.promise;
    first.server.kill("SIGKILL");
    await first.server.exit();
    stall.resolve();
    const second = await serve(["--files", shared.path, "--port", port]);
    await using _second = second.server;
    assertMatch(await second.server.line(/gets big\.bin/), / 2\d{7} bytes$/);
    await alice.line(`Downloaded big.bin: 40000000 bytes to ${home.path}/alice/big.bin`);
    assertEquals(await Deno.readFile(home.file("alice/big.bin")), BIG);
    const carried = proxy.carried.reduce((sum, bytes) => sum + bytes);
    assertLess(carried, BIG.length + 100_000, "hardly a byte was sent twice");
  },
);
