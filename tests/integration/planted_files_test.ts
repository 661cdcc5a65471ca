/** Downloads into a folder in which somebody else has put links and FIFOs beforehand. */
import { createHash } from "node:crypto";
import { assertEquals, assertMatch } from "@std/assert";
import { Downloader } from "../helpers/downloader.ts";
import { FakeFileServer } from "../helpers/fake_file_server.ts";
import { testWith } from "../helpers/needs.ts";

const BODY = new TextEncoder().encode("Hello!\n");
const SHA256 = createHash("sha256").update(BODY).digest("hex");
const PART = "alice/a.txt.part";
const NOTE = JSON.stringify({ chat: 1, size: 7, modified: 1 });

/** Puts something into the folder, then downloads `a.txt`. */
async function download(plant: (path: string) => Promise<unknown>, name = "alice") {
  await using server = new FakeFileServer(async (conn, { offset = 0 }) => {
    await conn.header({ size: 7, offset, modified: 1 });
    await conn.write(BODY.subarray(offset));
    await conn.digest(SHA256);
  });
  await using alice = await Downloader.without(
    server.port,
    () => ({ ticket: "t", size: 7, modified: 1 }),
  );
  const { folder } = alice;
  await folder.write("precious", "precious");
  await Deno.mkdir(folder.file("alice"));
  await plant(folder.path);
  await alice.downloads.get("a.txt", name, alice.tell);
  const saved = await Deno.readFile(folder.file("alice/a.txt")).catch(() => undefined);
  return {
    lines: alice.lines.map((line) => line.replaceAll(`${folder.path}/`, "")),
    precious: await Deno.readTextFile(folder.file("precious")),
    files: await folder.files(),
    saved,
  };
}

async function fifo(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assertEquals(success, true);
}

/** What may lie where a part goes, and must not be written to. */
const PLANTED: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  "a link to a file": (path) => Deno.symlink(`${path}/precious`, `${path}/${PART}`),
  "a link to nothing": (path) => Deno.symlink(`${path}/new`, `${path}/${PART}`),
  "another name of a file": (path) => Deno.link(`${path}/precious`, `${path}/${PART}`),
  "a FIFO": (path) => fifo(`${path}/${PART}`),
  "a link to a FIFO": async (path) => {
    await fifo(`${path}/fifo`);
    await Deno.symlink(`${path}/fifo`, `${path}/${PART}`);
  },
};

for (const [what, plant] of Object.entries(PLANTED)) {
  for (const note of [undefined, NOTE]) {
    const title = `${what} in place of a part${note ? ", with a note," : ""} is set aside`;
    testWith(["read", "write", "run"], title, async () => {
      const { lines, precious, files, saved } = await download(async (path) => {
        await plant(path);
        if (note) await Deno.writeTextFile(`${path}/${PART}.json`, note);
      });
      assertEquals(precious, "precious");
      assertEquals(files.includes("new"), false);
      assertEquals(saved, BODY);
      assertEquals(lines, [
        `a.txt: ${PART} was not a part of ours, and is now another name`,
        "Downloaded a.txt: 7 bytes to alice/a.txt",
      ]);
    }, { program: "mkfifo" });
  }

  testWith(["read", "write", "run"], `${what} in place of a part's note is set aside`, async () => {
    const { precious, files, saved } = await download(async (path) => {
      await plant(path);
      await Deno.rename(`${path}/${PART}`, `${path}/${PART}.json`);
    });
    assertEquals(precious, "precious");
    assertEquals(files.includes("new"), false);
    assertEquals(saved, BODY);
  }, { program: "mkfifo" });
}

testWith(["read", "write"], "a link to another note does not let that be overwritten", async () => {
  const { precious, saved } = await download(async (path) => {
    await Deno.writeTextFile(`${path}/precious`, NOTE);
    await Deno.symlink(`${path}/precious`, `${path}/${PART}.json`);
  });
  assertEquals([precious, saved], [NOTE, BODY]);
});

testWith(["read", "write"], "a part of another user's is set aside", async () => {
  if (Deno.uid() !== 0) return; // Only root can give a file away.
  const { lines, saved } = await download(async (path) => {
    await Deno.writeTextFile(`${path}/${PART}`, "Hel");
    await Deno.writeTextFile(`${path}/${PART}.json`, NOTE);
    await Deno.chown(`${path}/${PART}`, 12_345, null);
  });
  assertMatch(lines[0]!, /was not a part of ours/);
  assertEquals(saved, BODY);
});

testWith(["read", "write"], "no folder for downloads begins with a dot, whoever asks", async () => {
  const { lines, files } = await download(() => Promise.resolve(), ".ssh");
  assertEquals(files, ["precious"]);
  assertMatch(
    lines.join(),
    /^Download of a.txt failed: a folder for downloads must not begin with a/,
  );
});
