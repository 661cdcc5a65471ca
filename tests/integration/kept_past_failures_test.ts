/** A disk that is full or refuses to be written, a file that is damaged or gone. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { KeptPast } from "../../server/journal/sqlite/kept_past.ts";
import type { KeepingChange } from "../../server/journal/sqlite/keeper.ts";
import { MAX_WAITING_MESSAGES } from "../../server/journal/sqlite/keeper.ts";
import { chronicle } from "../helpers/chronicle.ts";
import { freeze, isFreezingPossible, thaw } from "../helpers/freezing.ts";
import { openPast, say, seqsOf } from "../helpers/kept_past.ts";
import { testWith } from "../helpers/needs.ts";
import { SmallDisk } from "../helpers/small_disk.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const ALL = { count: 200, maxBytes: 1e9 };

const canMount = await SmallDisk.isPossible();
const canFreeze = await isFreezingPossible();

/** Lets the seconds pass after which the disk is tried again. */
function recover(past: KeptPast): void {
  for (let seconds = 0; seconds < 20; seconds++) past.tidy();
}

function ifPossible(possible: boolean, need: string, name: string, fn: () => Promise<void>): void {
  if (possible) testWith(["read", "write", "run"], name, fn);
  else Deno.test({ name: `${name} (ignored: needs ${need})`, ignore: true, fn });
}

ifPossible(
  canMount,
  "to mount a tmpfs",
  "KeptPast: a full disk: the room goes on, and what waits is kept later",
  async () => {
    await using disk = await SmallDisk.make(1_000_000);
    const changes: KeepingChange[] = [];
    await using past = await openPast(`${disk.path}/room.db`, {
      onChange: (each) => changes.push(each),
    });
    say(past, "before");
    await disk.fill();
    const text = "x".repeat(5_000);
    while (past.isKeeping) say(past, text);
    const firstLost = past.seq - past.waiting + 1;
    assertEquals(changes, [{ type: "not-keeping", reason: "the disk is full" }]);
    for (let at = 0; at < 20; at++) say(past, `meanwhile ${at}`);
    assertEquals(past.seq - past.waiting + 1, firstLost, "nothing is dropped");
    assertEquals(seqsOf(past.page({ ...ALL, count: 2 })), [past.seq - 1, past.seq]);
    assertEquals((await past.find("meanwhile 19", ALL)).messages.length, 1);
    await disk.empty();
    recover(past);
    assertEquals(changes.slice(1), [{ type: "keeping", lost: 0 }]);
    assertEquals([past.isKeeping, past.waiting], [true, 0]);
    const { seq } = past;
    await past.close();
    await using again = await openPast(`${disk.path}/room.db`);
    assertEquals(again.seq, seq);
    assertEquals((await again.find("meanwhile", ALL)).messages.length, 20);
  },
);

ifPossible(
  canMount,
  "to mount a tmpfs",
  "KeptPast: what waits for a disk has a bound, and what is lost is told",
  async () => {
    await using disk = await SmallDisk.make(1_000_000);
    const changes: KeepingChange[] = [];
    let now = 0;
    await using past = await openPast(`${disk.path}/room.db`, {
      onChange: (each) => changes.push(each),
      clock: () => now,
    });
    await disk.fill();
    while (past.isKeeping) say(past, "x".repeat(5_000));
    for (let at = 0; at < MAX_WAITING_MESSAGES + 500; at++) say(past, "m");
    assertEquals(past.waiting, MAX_WAITING_MESSAGES);
    await disk.empty();
    now += 1_000;
    past.tidy();
    const { lost } = changes.at(-1) as { lost: number };
    assert(lost >= 500 && lost < 1_000, `${lost} lost`);
  },
);

ifPossible(
  canFreeze,
  "chattr +i",
  "KeptPast: a file that becomes read-only is written again once it may be",
  async () => {
    await using folder = await TempFolder.make();
    const path = folder.file("room.db");
    const changes: KeepingChange[] = [];
    await using past = await openPast(path, { onChange: (each) => changes.push(each) });
    say(past, "before");
    try {
      assert(await freeze(`${path}-wal`));
      say(past, "meanwhile");
      assertEquals(changes.map(({ type }) => type), ["not-keeping"]);
      assertEquals(seqsOf(past.page(ALL)), [1, 2]);
    } finally {
      await thaw(`${path}-wal`);
    }
    recover(past);
    assertEquals(changes.slice(1), [{ type: "keeping", lost: 0 }]);
    await past.close();
    await using again = await openPast(path);
    assertEquals(seqsOf(again.page(ALL)), [1, 2]);
  },
);

testWith(
  ["read", "write"],
  "KeptPast: a file that is gone is noticed, and so is its return",
  async () => {
    await using folder = await TempFolder.make();
    const path = folder.file("room.db");
    const changes: KeepingChange[] = [];
    let now = 0;
    const options = { clock: () => now, onChange: (each: KeepingChange) => changes.push(each) };
    await using past = await openPast(path, options);
    say(past, "before");
    await Deno.rename(path, `${path}.moved`);
    now += 11_000;
    past.tidy();
    say(past, "meanwhile");
    assertEquals(changes, [{ type: "not-keeping", reason: "the file is gone, or is another one" }]);
    await Deno.rename(`${path}.moved`, path);
    now += 11_000;
    past.tidy();
    assertEquals(changes.slice(1), [{ type: "keeping", lost: 0 }]);
    assertEquals(seqsOf(past.page(ALL)), [1, 2]);
  },
);

testWith(
  ["read", "write"],
  "KeptPast: a damaged file is set aside under another name, whole",
  async () => {
    const damages: [string, (path: string) => Promise<void>][] = [
      ["no database", (path) => Deno.writeTextFile(path, "x".repeat(9_000))],
      ["overwritten at its end", async (path) => {
        const { size } = await Deno.stat(path);
        using file = await Deno.open(path, { write: true });
        await file.seek(size - 40_960, Deno.SeekMode.Start);
        await file.write(new Uint8Array(40_960).fill(0xff));
      }],
      ["overwritten in the middle, as the server before has noticed", async (path) => {
        const db = new DatabaseSync(path);
        db.exec("INSERT INTO about VALUES ('suspect', 1)");
        db.close();
        using file = await Deno.open(path, { write: true });
        await file.seek(4_096, Deno.SeekMode.Start);
        await file.write(new Uint8Array(40_000).fill(0xff));
      }],
    ];
    for (const [what, damage] of damages) {
      await using folder = await TempFolder.make();
      const path = folder.file("room.db");
      await using past = await openPast(path);
      for (let at = 0; at < 2_000; at++) say(past, `text ${at}`);
      await past.close();
      await damage(path);
      const bytes = await Deno.readFile(path);
      const now = Date.UTC(2026, 10, 21, 12, 30, 15);
      await using again = await openPast(path, { now: () => now });
      assertEquals(again.setAside, `${path}.damaged-2026-11-21T12-30-15`, what);
      // SQLite may have counted a change in the header.
      const aside = await Deno.readFile(again.setAside!);
      assertEquals(aside.slice(100), bytes.slice(100), what);
      assertEquals([again.seq, say(again, "new")], [0, 1], what);
    }
  },
);

testWith(
  ["read", "write"],
  "KeptPast: damage found while it runs ends the keeping, and is looked for at the next start",
  async () => {
    await using folder = await TempFolder.make();
    const path = folder.file("room.db");
    const changes: KeepingChange[] = [];
    const past = await openPast(path, { onChange: (each) => changes.push(each) });
    for (let at = 0; at < 3_000; at++) say(past, `text ${at}`.repeat(20));
    await past.close();
    const { size } = await Deno.stat(path);
    await using reopened = await openPast(path, { onChange: (each) => changes.push(each) });
    {
      using file = await Deno.open(path, { write: true });
      await file.seek(Math.floor(size / 8192) * 4096, Deno.SeekMode.Start);
      await file.write(new Uint8Array(size / 4).fill(0xff));
    }
    let refused = "";
    for (let before = 3_000; before > 0 && refused === ""; before -= 200) {
      try {
        reopened.page({ ...ALL, before });
      } catch (error) {
        refused = `${error}`;
      }
    }
    assertMatch(refused, /cannot be read/);
    say(reopened, "goes on");
    assertEquals(changes, [{ type: "not-keeping", reason: "the file is damaged" }]);
    assertEquals(seqsOf(reopened.page({ ...ALL, count: 1 })), [3_001]);
    await reopened.close();
    await using third = await openPast(path);
    assertMatch(third.setAside ?? "nothing was set aside", /damaged-/);
  },
);

/** What is written over an index: bytes without a meaning, or with one that asks for 100 GB. */
const DAMAGES = {
  "no sense": `X'${"F7".repeat(30)}'`,
  "a huge size": "X'00000000010101008FFFFFFF7F'",
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  testWith(
    ["read", "write"],
    `KeptPast: a damaged index is begun anew, and nothing else changes: ${what}`,
    async () => {
      await using folder = await TempFolder.make();
      const path = folder.file("room.db");
      const timers = chronicle();
      const past = await openPast(path, { after: timers.after });
      for (let at = 0; at < 300; at++) say(past, `text ${at}`);
      timers.runAll();
      await past.close();
      // Not by node:sqlite: it protects the tables behind an index.
      const args = [path, `UPDATE found_1_data SET block = ${damage}`];
      assert((await new Deno.Command("sqlite3", { args }).output()).success);
      const changes: KeepingChange[] = [];
      const onChange = (each: KeepingChange) => changes.push(each);
      await using again = await openPast(path, { after: timers.after, onChange });
      const found = async () => {
        try {
          return seqsOf(await again.find("text 29", { ...ALL, count: 2 }));
        } catch (error) {
          return [`${error}`];
        }
      };
      await found();
      assertEquals(await found(), [299, 300]);
      timers.runAll();
      assertEquals(await found(), [299, 300]);
      assertEquals(changes, []);
    },
    { program: "sqlite3" },
  );
}
