/** `chat get`, as a script runs it. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { CuttingProxy } from "../helpers/cutting_proxy.ts";
import { testWith } from "../helpers/needs.ts";
import { noise } from "../helpers/noise.ts";
import { commandLine, Program, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["read", "write", "run", "env"] as const;
const BIG = noise(40_000_000);

/** A running server with files, and a folder to download to. */
async function stage(files: Readonly<Record<string, Uint8Array | string>>) {
  const stack = new AsyncDisposableStack();
  const shared = stack.use(await TempFolder.make(files));
  const home = stack.use(await TempFolder.make());
  const { server, port } = await serve(["--files", shared.path]);
  stack.use(server);
  const get = (...args: string[]) => Program.run(["get", "127.0.0.1", port, ...args]);
  return { shared, home, server, port, get, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

testWith(NEEDS, "chat get saves what it is asked for, and exits 0 if it could all", async () => {
  await using at = await stage({ "a.txt": "one", "sub/b.txt": "two", "c.png": "three" });
  const { path } = at.home;
  const first = await at.get("a.txt", "sub/*", "a.*", "a.txt", "--downloads", path);
  assertEquals([first.code, first.errors], [0, []]);
  assertEquals(first.lines.sort(), [
    `Downloaded a.txt: 3 bytes to ${path}/guest/a.txt`,
    `Downloaded sub/b.txt: 3 bytes to ${path}/guest/sub/b.txt`,
  ]);
  const again = await at.get("a.txt", "--downloads", path, "--as", "guest");
  assertEquals(again.code, 0);
  assertMatch(again.lines[0]!, /^Already there: /);
  const some = await at.get("c.png", "no.png", "*.gif", "--as", "bob", "--downloads", path);
  assertEquals(some.code, 1);
  assertEquals(some.lines, [`Downloaded c.png: 5 bytes to ${path}/bob/c.png`]);
  assertEquals(some.errors.sort(), [
    "chat: Download of *.gif failed: nothing matches *.gif",
    "chat: Download of no.png failed: No such file: no.png",
  ]);
});

testWith(
  NEEDS,
  "chat get --downloads - writes one file to standard output, and nothing else",
  async () => {
    await using at = await stage({ "a.txt": "one\ntwo\n" });
    const { code, lines, errors } = await at.get("--downloads", "-", "a.txt");
    assertEquals([code, lines, errors], [0, ["one", "two"], []]);
    const none = await at.get("--downloads=-", "b.txt");
    assertEquals(none.code, 1);
    assertEquals(none.lines, []);
    assertEquals(none.errors, ["chat: Download of b.txt failed: No such file: b.txt"]);
  },
);

testWith(
  ["run", "env"],
  "chat get says what is wrong with its command line, and exits 2",
  async () => {
    for (
      const [args, error] of [
        [["localhost", "5555"], "get needs the name of a file, or several"],
        [["localhost"], "get needs a host and a port"],
        [["localhost", "5555", "a", "b", "--downloads", "-"], "--downloads - takes one file"],
        [["localhost", "5555", "a", "--downloads", ""], "--downloads needs a value"],
      ] as const
    ) {
      const { code, errors } = await Program.run(["get", ...args]);
      assertEquals(code, 2);
      assert(errors[0]?.startsWith(`chat: ${error}`), errors[0]);
    }
  },
);

testWith(NEEDS, "chat get without a server, or under a name that is taken, exits 1", async () => {
  await using at = await stage({ "a.txt": "one" });
  await using _alice = Program.start(["connect", "alice", "127.0.0.1", at.port]);
  await _alice.line("alice has joined");
  const { code, errors } = await at.get("a.txt", "--as", "alice");
  assertEquals([code, errors], [
    1,
    [`chat: 127.0.0.1:${at.port} refused: The name alice is taken`],
  ]);
  await using _guest = Program.start(["connect", "guest", "127.0.0.1", at.port]);
  await _guest.line("guest has joined");
  const second = await at.get("a.txt", "--downloads", at.home.path);
  assertEquals(second.lines, [`Downloaded a.txt: 3 bytes to ${at.home.path}/guest/a.txt`]);
  await _guest.line("guest-2 has joined");
});

testWith(NEEDS, "killed with SIGKILL, chat get goes on where it was", async () => {
  await using at = await stage({ "big.bin": BIG });
  const args = ["big.bin", "--downloads", at.home.path];
  const stall = Promise.withResolvers<void>();
  {
    const cuts = [Infinity, 10_000_000];
    await using proxy = new CuttingProxy(Number(at.port), cuts, stall.promise);
    await using get = Program.start(["get", "127.0.0.1", `${proxy.port}`, ...args]);
    await proxy.full.promise;
    const part = at.home.file("guest/big.bin.part");
    while ((await Deno.stat(part).catch(() => ({ size: 0 }))).size < 9_000_000);
    get.kill("SIGKILL");
    stall.resolve();
  }
  const resumed = await at.get(...args);
  assertEquals(resumed.code, 0, `${resumed.errors}`);
  assertMatch(
    resumed.lines[0]!,
    /^big.bin: going on with \S+big.bin.part, which has \d+ of 40000000 bytes$/,
  );
  assertEquals(await Deno.readFile(at.home.file("guest/big.bin")), BIG);
  const last = at.server.lines.filter((line) => line.includes("gets big.bin")).at(-1)!;
  assertLess(Number(/(\d+) bytes$/.exec(last)![1]), 33_000_000);
});

testWith(
  NEEDS,
  "past a server that is killed and started again, chat get goes on by itself",
  async () => {
    await using at = await stage({ "big.bin": BIG });
    const [command, ...before] = commandLine();
    // Hardly any of its output is read yet, so that it cannot be done before the server is killed.
    const child = new Deno.Command(command!, {
      args: [...before, "get", "--downloads", "-", "127.0.0.1", at.port, "big.bin"],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.stdout.getReader();
    const chunks = [(await output.read()).value!];
    at.server.kill("SIGKILL");
    await at.server.exit();
    await using again = (await serve(["--files", at.shared.path, "--port", at.port])).server;
    for (let read = await output.read(); !read.done; read = await output.read()) {
      chunks.push(read.value);
    }
    assertEquals((await child.status).code, 0);
    const said = await new Response(child.stderr).text();
    assertMatch(said, /^chat: .*lost.*; trying to come back\n$/);
    assertEquals(new Uint8Array(await new Blob(chunks).arrayBuffer()), BIG);
    const second = await again.line(/gets big.bin/);
    assertLess(Number(/(\d+) bytes$/.exec(second)![1]), BIG.length);
  },
);

testWith(NEEDS, "interrupted with SIGINT, chat get says how to go on, and exits 130", async () => {
  await using at = await stage({ "big.bin": BIG });
  const stall = Promise.withResolvers<void>();
  await using proxy = new CuttingProxy(Number(at.port), [Infinity, 10_000_000], stall.promise);
  await using get = Program.start(
    ["get", "127.0.0.1", `${proxy.port}`, "big.bin", "--downloads", at.home.path],
  );
  await proxy.full.promise;
  const part = at.home.file("guest/big.bin.part");
  while ((await Deno.stat(part).catch(() => ({ size: 0 }))).size < 9_000_000);
  get.kill("SIGINT");
  await get.error(
    /^chat: Download of big.bin interrupted; \d+ of 40000000 bytes are kept, the same command goes on$/,
  );
  stall.resolve();
  assertEquals(await get.exit(), 130);
});

testWith(NEEDS, "two chat get of one file into one folder save it once", async () => {
  await using at = await stage({ "big.bin": BIG });
  const get = () => at.get("big.bin", "--downloads", at.home.path);
  const both = await Promise.all([get(), get()]);
  assertEquals(both.map(({ code, errors }) => [code, errors]), [[0, []], [0, []]]);
  const said = both.map(({ lines }) => lines.at(-1)!.replace(/:.*/, ""));
  assertEquals(said.sort(), ["Already there", "Downloaded big.bin"]);
  assertEquals(await at.home.files(), ["guest/big.bin"]);
});

/** Whether this machine lets the test have a small disk of its own. */
function canMount(): boolean {
  if (Deno.permissions.querySync({ name: "run" }).state !== "granted") return false;
  if (Deno.permissions.querySync({ name: "write" }).state !== "granted") return false;
  const path = Deno.makeTempDirSync();
  const run = (command: string, ...args: string[]) => {
    try {
      return new Deno.Command(command, { args, stderr: "null" }).outputSync().success;
    } catch {
      return false;
    }
  };
  const can = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path) && run("umount", path);
  Deno.removeSync(path);
  return can;
}

const mounts = canMount();

Deno.test({
  name: `a disk that fills up is called full, and the part is kept${
    mounts ? "" : " (ignored: needs the right to mount)"
  }`,
  ignore: !mounts,
  async fn() {
    await using at = await stage({ "big.bin": BIG, "small.bin": BIG.subarray(0, 100_000) });
    const disk = at.home.file("disk");
    await Deno.mkdir(disk);
    const mount = (...args: string[]) => new Deno.Command("mount", { args }).output();
    await mount("-t", "tmpfs", "-o", "size=10m", "tmpfs", disk);
    try {
      const { code, errors } = await at.get("big.bin", "--downloads", disk);
      assertEquals(code, 1);
      const { size: kept } = await Deno.stat(`${disk}/guest/big.bin.part`);
      assertEquals(errors, [
        `chat: Download of big.bin failed: the disk is full; ${kept} of 40000000 bytes are kept, the same command goes on`,
      ]);
      await mount("-o", "remount,size=100m", disk);
      const again = await at.get("big.bin", "--downloads", disk);
      assertEquals(
        again.lines[0],
        `big.bin: going on with ${disk}/guest/big.bin.part, which has ${kept} of 40000000 bytes`,
      );
      assertEquals(again.code, 0);
      assertEquals(await Deno.readFile(`${disk}/guest/big.bin`), BIG);
    } finally {
      await new Deno.Command("umount", { args: [disk] }).output();
    }
  },
});
