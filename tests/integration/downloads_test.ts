/** A client's downloads against the real server, on real sockets and a real disk. */
import { assertEquals, assertLess, assertMatch } from "@std/assert";
import type { ChatServer } from "../../server/chat_server.ts";
import { DiskFolder } from "../../server/files/disk_folder.ts";
import type { LogEvent } from "../../server/observability/log.ts";
import { CuttingProxy } from "../helpers/cutting_proxy.ts";
import { Downloader } from "../helpers/downloader.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { testWith } from "../helpers/needs.ts";
import { noise } from "../helpers/noise.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

const NEEDS = ["read", "write"] as const;

const BIG = noise(20_000_000);

/** A server that shares a folder with files in it. */
async function sharing(files: Readonly<Record<string, Uint8Array | string>>) {
  const stack = new AsyncDisposableStack();
  const shared = stack.use(await TempFolder.make(files));
  const server = stack.use(startServer({ folder: await DiskFolder.open(shared.path) }));
  return { shared, server, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** How many bytes the server set out to send each time. */
function sent({ events }: ChatServer & { events: LogEvent[] }): number[] {
  return events.flatMap((event) => event.type === "sending" ? [event.bytes] : []);
}

testWith(
  NEEDS,
  "a download is saved in the user's folder, whole, and leaves nothing else",
  async () => {
    await using at = await sharing({ "photo.png": BIG, "empty": "" });
    await using alice = await Downloader.join(at.server.port);
    assertEquals(await alice.get("photo.png"), [
      "Downloaded photo.png: 20000000 bytes to alice/photo.png",
    ]);
    assertEquals(await alice.get("empty"), ["Downloaded empty: 0 bytes to alice/empty"]);
    assertEquals(await alice.folder.files(), ["alice/empty", "alice/photo.png"]);
    assertEquals(await Deno.readFile(alice.folder.file("alice/photo.png")), BIG);
  },
);

testWith(
  NEEDS,
  "who is in a full server still downloads",
  async () => {
    const folder = new MemoryFolder({ "a.txt": new TextEncoder().encode("one") });
    await using server = startServer({ folder, limits: { maxClients: 2 } });
    using _bob = await RawClient.join(server.port, "bob");
    await using alice = await Downloader.join(server.port);
    assertEquals(await alice.get("a.txt"), ["Downloaded a.txt: 3 bytes to alice/a.txt"]);
  },
);

testWith(NEEDS, "a folder for downloads may be given with a slash at its end", async () => {
  await using at = await sharing({ "a.txt": "one" });
  await using folder = await TempFolder.make();
  await using alice = await Downloader.join(at.server.port, { folder, root: `${folder.path}/` });
  assertEquals(await alice.get("a.txt"), ["Downloaded a.txt: 3 bytes to alice/a.txt"]);
});

testWith(NEEDS, "folders within the shared folder are made within the user's", async () => {
  await using at = await sharing({ "slides/week 1/a.pdf": "one", "slides/b.pdf": "two" });
  await using alice = await Downloader.join(at.server.port);
  await alice.get("slides/week 1/a.pdf");
  assertEquals(await alice.folder.files(), ["alice/slides/week 1/a.pdf"]);
});

testWith(NEEDS, "the same content is not transferred again; the numbered copy counts", async () => {
  await using at = await sharing({ "a.txt": "one" });
  await using alice = await Downloader.join(at.server.port);
  await alice.get("a.txt");
  assertEquals(await alice.get("a.txt"), [
    "Already there: alice/a.txt has the same 3 bytes as a.txt",
  ]);
  await alice.folder.write("alice/a.txt", "two");
  await alice.get("a.txt");
  assertEquals(await alice.get("a.txt"), [
    "Already there: alice/a (2).txt has the same 3 bytes as a.txt",
  ]);
  assertEquals(sent(at.server), [3, 0, 0, 3, 0]);
});

testWith(NEEDS, "a file of another content is kept, and the download numbered", async () => {
  await using at = await sharing({ "a.tar.gz": "one" });
  await using alice = await Downloader.join(at.server.port);
  for (const [content, name] of [["one", "a"], ["two!", "a (2)"], ["six", "a (3)"]] as const) {
    await at.shared.write("a.tar.gz", content);
    const line = `Downloaded a.tar.gz: ${content.length} bytes to alice/${
      name.replace("a", "a.tar")
    }`;
    const [said] = await alice.get("a.tar.gz");
    assertEquals(
      said,
      line.replace(/a\.tar(.*)$/, "a.tar$1").replace(/alice.*/, `alice/${name}.tar.gz`),
    );
  }
  const files = ["a (2).tar.gz", "a (3).tar.gz", "a.tar.gz"];
  assertEquals(await alice.folder.files("alice/"), files.map((file) => `alice/${file}`));
  assertEquals(await Deno.readTextFile(alice.folder.file("alice/a.tar.gz")), "one");
});

testWith(NEEDS, "a name as long as systems allow is no trouble", async () => {
  for (const name of ["n".repeat(255), `${"é".repeat(120)}.png`]) {
    await using at = await sharing({ [name]: "one" });
    await using alice = await Downloader.join(at.server.port);
    assertEquals(await alice.get(name), [`Downloaded ${name}: 3 bytes to alice/${name}`]);
    assertEquals(await alice.folder.files(), [`alice/${name}`]);
  }
});

testWith(NEEDS, "names that differ in case or Unicode form never replace each other", async () => {
  const names = ["A.txt", "a.txt", "\u00e9.txt", "e\u0301.txt"];
  await using at = await sharing(Object.fromEntries(names.map((name) => [name, `is ${name}`])));
  await using alice = await Downloader.join(at.server.port);
  await alice.get("*");
  const contents = (await alice.folder.files()).map((file) =>
    Deno.readTextFileSync(alice.folder.file(file))
  );
  assertEquals(contents.sort(), names.map((name) => `is ${name}`).sort());
});

testWith(NEEDS, "who asks twice for a file gets it once, and that is no failure", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using alice = await Downloader.join(at.server.port);
  const ask = (wanted: string) => alice.downloads.get(wanted, "alice", alice.tell);
  assertEquals(await Promise.all([ask("a.bin"), ask("a.bin")]), [true, true]);
  const lines = alice.lines.map((line) => line.replace(`${alice.folder.path}/`, ""));
  const already = "a.bin is being downloaded already";
  const saved = "Downloaded a.bin: 20000000 bytes to alice/a.bin";
  assertEquals(lines, [already, saved]);
  assertEquals(sent(at.server), [20_000_000]);
});

testWith(NEEDS, "two clients that fetch one file into one folder do not race", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using alice = await Downloader.join(at.server.port);
  await using twin = alice.twin();
  const first = alice.get("a.bin");
  const [twins, firsts] = [(await twin.get("a.bin")).at(-1)!, (await first).at(-1)!];
  assertEquals([twins, firsts].sort(), [
    "Already there: alice/a.bin has the same 20000000 bytes as a.bin",
    "Downloaded a.bin: 20000000 bytes to alice/a.bin",
  ]);
  assertEquals(await alice.folder.files(), ["alice/a.bin"]);
  assertEquals(await Deno.readFile(alice.folder.file("alice/a.bin")), BIG);
});

testWith(
  NEEDS,
  "after a lost connection it goes on by itself, and fetches nothing twice",
  async () => {
    await using at = await sharing({ "a.bin": BIG });
    await using proxy = new CuttingProxy(at.server.port, [5_000_000, 1_000, 7_000_000]);
    await using alice = await Downloader.join(at.server.port, { via: proxy.port });
    assertEquals(await alice.get("a.bin"), [
      "Downloaded a.bin: 20000000 bytes to alice/a.bin",
    ]);
    assertEquals(await Deno.readFile(alice.folder.file("alice/a.bin")), BIG);
    const carried = proxy.carried.reduce((sum, bytes) => sum + bytes);
    assertLess(carried, BIG.length + 4 * 1_000, "headers and digests, and no byte twice");
  },
);

testWith(NEEDS, "after too many lost connections it gives up, and says how to go on", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using proxy = new CuttingProxy(at.server.port, [5_000_000, 50, 50, 50, 50, 50, 50, 50]);
  await using alice = await Downloader.join(at.server.port, { via: proxy.port });
  const [line] = await alice.get("a.bin");
  assertMatch(
    line!,
    /^Download of a.bin failed: .*; \d+ of 20000000 bytes are kept, \/get a.bin goes on$/,
  );
  assertEquals(await alice.folder.files(), ["alice/a.bin.part", "alice/a.bin.part.json"]);
});

testWith(NEEDS, "a file where a folder has to be is told in words, with the path", async () => {
  await using at = await sharing({ "a.txt": "one" });
  for (const [planted, root] of [["taken", "taken/"], ["alice", ""]] as const) {
    await using folder = await TempFolder.make({ [planted]: "" });
    const options = { folder, root: `${folder.path}/${root}` };
    await using alice = await Downloader.join(at.server.port, options);
    assertEquals(await alice.get("a.txt"), [
      `Download of a.txt failed: ${root}alice/a.txt cannot be written: a part of its path is not a folder`,
    ]);
  }
});

/** Leaves a part of `a.bin` behind, as a client that was cut off does. */
async function interrupt(port: number, folder: TempFolder): Promise<string[]> {
  const cuts = [5_000_000, ...Array<number>(20).fill(50)];
  await using proxy = new CuttingProxy(port, cuts);
  await using alice = await Downloader.join(port, { via: proxy.port, folder });
  return await alice.get("a.bin");
}

testWith(NEEDS, "a new client goes on where another was cut off", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using folder = await TempFolder.make();
  const [cut] = await interrupt(at.server.port, folder);
  const { size } = await Deno.stat(folder.file("alice/a.bin.part"));
  assertMatch(cut!, new RegExp(`; ${size} of 20000000 bytes are kept`));
  await using alice = await Downloader.join(at.server.port, { folder });
  const [goingOn, done] = await alice.get("a.bin");
  assertEquals(
    goingOn,
    `a.bin: going on with alice/a.bin.part, which has ${size} of 20000000 bytes`,
  );
  assertEquals(done, "Downloaded a.bin: 20000000 bytes to alice/a.bin");
  assertEquals(sent(at.server).at(-1), BIG.length - size + 262_144);
  assertEquals(await Deno.readFile(folder.file("alice/a.bin")), BIG);
  assertEquals(await folder.files(), ["alice/a.bin"]);
});

testWith(NEEDS, "a part whose end was torn is repaired", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using folder = await TempFolder.make();
  await interrupt(at.server.port, folder);
  const part = folder.file("alice/a.bin.part");
  const { size } = await Deno.stat(part);
  {
    using file = await Deno.open(part, { write: true });
    await file.seek(size - 10_000, Deno.SeekMode.Start);
    await file.write(new Uint8Array(10_000));
  }
  await using alice = await Downloader.join(at.server.port, { folder });
  assertEquals((await alice.get("a.bin")).length, 2);
  assertEquals(await Deno.readFile(folder.file("alice/a.bin")), BIG);
});

for (
  const [what, change] of [
    ["its size", (shared: TempFolder) => shared.write("a.bin", BIG.subarray(1))],
    ["its time", (shared: TempFolder) => Deno.utime(shared.file("a.bin"), 1, 1)],
  ] as const
) {
  testWith(
    NEEDS,
    `a part of a file that changed, by ${what}, starts over and says so`,
    async () => {
      await using at = await sharing({ "a.bin": BIG });
      await using folder = await TempFolder.make();
      await interrupt(at.server.port, folder);
      await change(at.shared);
      await using alice = await Downloader.join(at.server.port, { folder });
      const [said, done] = await alice.get("a.bin");
      assertEquals(said, "a.bin: changed on the server: starting over");
      assertMatch(done!, /^Downloaded a.bin/);
      const served = await Deno.readFile(at.shared.file("a.bin"));
      assertEquals(await Deno.readFile(folder.file("alice/a.bin")), served);
      assertEquals(await folder.files(), ["alice/a.bin"]);
    },
  );
}

testWith(NEEDS, "a part that its digest does not fit is set aside, and starts over", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using folder = await TempFolder.make();
  await interrupt(at.server.port, folder);
  {
    using file = await Deno.open(folder.file("alice/a.bin.part"), { write: true });
    await file.write(new Uint8Array(100));
  }
  await using alice = await Downloader.join(at.server.port, { folder });
  const said = await alice.get("a.bin");
  assertEquals(
    said[1],
    "a.bin: the part does not match and was renamed to alice/a.bin.bad: starting over",
  );
  assertEquals(said[2], "Downloaded a.bin: 20000000 bytes to alice/a.bin");
  assertEquals(await folder.files(), ["alice/a.bin", "alice/a.bin.bad"]);
  assertEquals(await Deno.readFile(folder.file("alice/a.bin")), BIG);
});

testWith(NEEDS, "a .part that is none of ours is kept under another name", async () => {
  await using at = await sharing({ "a.bin": "mine" });
  await using alice = await Downloader.join(at.server.port);
  await alice.folder.write("alice/a.bin.part", "somebody's");
  await alice.folder.write("alice/a.bin.part.json", "{}");
  const [said, done] = await alice.get("a.bin");
  assertMatch(said!, /a\.bin\.part was not a part of ours/);
  assertEquals(done, "Downloaded a.bin: 4 bytes to alice/a.bin");
  assertEquals(await Deno.readTextFile(alice.folder.file("alice/a.bin.part.bad")), "somebody's");
  assertEquals(await Deno.readTextFile(alice.folder.file("alice/a.bin.part.json.bad")), "{}");
});

testWith(
  NEEDS,
  "a file that shrinks while it is sent fails, and touches nothing else",
  async () => {
    await using at = await sharing({ "a.bin": BIG, "b.bin": BIG });
    await using proxy = new CuttingProxy(at.server.port, [5_000_000]);
    let shrunk = false;
    const shrink = async () => {
      if (shrunk) return;
      shrunk = true;
      await Deno.truncate(at.shared.file("a.bin"), 1_000);
    };
    await using alice = await Downloader.join(at.server.port, { via: proxy.port, pause: shrink });
    const [line] = await alice.get("a.bin");
    assertMatch(
      line!,
      /^Download of a.bin failed: it became shorter on the server while it was sent, from 20000000 to 1000 bytes; \d+ of 20000000 bytes are kept/,
    );
    assertEquals(await alice.get("b.bin"), ["Downloaded b.bin: 20000000 bytes to alice/b.bin"]);
  },
);

testWith(NEEDS, "a file that vanishes while its connection is lost fails clearly", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using proxy = new CuttingProxy(at.server.port, [5_000_000]);
  const remove = () => Deno.remove(at.shared.file("a.bin"));
  await using alice = await Downloader.join(at.server.port, { via: proxy.port, pause: remove });
  const [line] = await alice.get("a.bin");
  assertMatch(
    line!,
    /^Download of a.bin failed: No such file: a.bin; \d+ of 20000000 bytes are kept/,
  );
});

testWith(NEEDS, "a pattern fetches what matches, and says if nothing does", async () => {
  await using at = await sharing({
    "a.png": "a",
    "b.png": "b",
    "c.txt": "c",
    "sub/d.png": "d",
    "[e].png": "e",
  });
  await using alice = await Downloader.join(at.server.port);
  assertEquals(await alice.get("*.gif"), ["Download of *.gif failed: nothing matches *.gif"]);
  await alice.get("[e].png");
  assertEquals(await alice.folder.files(), ["alice/[e].png"]);
  await alice.get("*.png");
  assertEquals(await alice.folder.files("alice/"), ["alice/[e].png", "alice/a.png", "alice/b.png"]);
  await alice.get("**/*");
  assertEquals((await alice.folder.files()).length, 5);
});

testWith(NEEDS, "a cancelled download keeps its part, and says how to go on", async () => {
  await using at = await sharing({ "a.bin": BIG });
  const stuck = Promise.withResolvers<void>();
  await using proxy = new CuttingProxy(at.server.port, [5_000_000]);
  const pause = () => (stuck.resolve(), new Promise<void>(() => {}));
  await using alice = await Downloader.join(at.server.port, { via: proxy.port, pause });
  const got = alice.get("a.bin");
  await stuck.promise;
  alice.downloads.cancel("b.bin", alice.tell);
  alice.downloads.cancel("a.*", alice.tell);
  const [none, line] = await got;
  assertEquals(none, "Nothing called b.bin is being downloaded");
  assertMatch(
    line!,
    /^Download of a.bin cancelled; \d+ of 20000000 bytes are kept, \/get a.bin goes on$/,
  );
  assertEquals(await alice.folder.files(), ["alice/a.bin.part", "alice/a.bin.part.json"]);
});

testWith(NEEDS, "progress is shown while it runs, and gone afterwards", async () => {
  await using at = await sharing({ "a.bin": BIG });
  await using alice = await Downloader.join(at.server.port);
  await alice.get("a.bin");
  assertEquals(alice.status.at(-1), []);
});

testWith(NEEDS, "the name of a user that a server made up leads nowhere", async () => {
  await using at = await sharing({ "a.txt": "a" });
  await using alice = await Downloader.join(at.server.port);
  for (const user of ["../up", "/abs", "..", "c:x", "a\\b", "CON"]) {
    assertEquals(await alice.downloads.get("a.txt", user, alice.tell), false, user);
  }
  assertEquals(await alice.folder.files(), []);
});
