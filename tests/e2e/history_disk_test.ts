/** The real server process on a disk that fills up, or cannot be written any more. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { freeze, isFreezingPossible, thaw } from "../helpers/freezing.ts";
import { testWith } from "../helpers/needs.ts";
import { type Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { SmallDisk } from "../helpers/small_disk.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["run", "read", "write", "env"] as const;

function ifPossible(possible: boolean, need: string, name: string, fn: () => Promise<void>): void {
  if (possible) testWith(NEEDS, name, fn, { program: "sqlite3" });
  else Deno.test({ name: `${name} (ignored: needs ${need})`, ignore: true, fn });
}

/** A server that keeps its history in a file, and two who talk there. */
async function room(file: string) {
  const { server, port } = await serve(["--history", file, "--metrics", "0", "--rate", "0"]);
  const url = server.lines.find((line) => line.includes("metrics on"))!.split(" ").at(-1)!;
  const alice = await RawClient.join(Number(port), "alice");
  const bob = await RawClient.join(Number(port), "bob");
  await alice.notice();
  return {
    server,
    alice,
    bob,
    /** Says something, which is confirmed and heard whatever the disk does. */
    async say(text: string): Promise<void> {
      assertEquals(await alice.ok({ type: "say", text }), {});
      const notice = await bob.notice();
      assert(notice.type === "message" && notice.text === text);
    },
    metrics: async () => await (await fetch(url)).text(),
    async [Symbol.asyncDispose]() {
      alice[Symbol.dispose]();
      bob[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Whether the log says that nothing is kept. */
function isTold(server: Program): boolean {
  return server.lines.some((line) => line.includes("messages are not kept"));
}

/** Ends a server; returns the texts that its file has, by number, as `sqlite3` reads them. */
async function keptBy(server: Program, file: string): Promise<string[]> {
  server.kill("SIGTERM");
  assertEquals(await server.exit(), 0);
  const sql = "SELECT seq || ' ' || substr(text, 1, 20) FROM message ORDER BY seq";
  const { stdout } = await new Deno.Command("sqlite3", { args: [file, sql] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n");
}

ifPossible(
  await SmallDisk.isPossible(),
  "to mount a tmpfs",
  "a full disk: the room goes on, the log and the metrics say so, and it is kept later",
  async () => {
    await using disk = await SmallDisk.make(2_000_000);
    await using place = await room(`${disk.path}/room.db`);
    const { server, bob, say, metrics } = place;
    await disk.fill();
    for (let said = 0; !isTold(server); said++) {
      assert(said < 1_000, "the disk is not full");
      await say("x".repeat(5_000));
    }
    await server.line(/messages are not kept for now: the disk is full$/);
    assertStringIncludes(await metrics(), "\nchat_history_keeping 0\n");
    await say("meanwhile");
    await disk.empty();
    await server.line(/messages are kept again; 0 messages could not be kept$/);
    assertStringIncludes(await metrics(), "\nchat_history_keeping 1\n");
    const { ok } = await bob.answer({ type: "find", text: "meanwhile" });
    assertEquals(ok?.count, 1);
  },
);

ifPossible(
  await isFreezingPossible(),
  "chattr +i",
  "a file that becomes read-only: the room goes on, it is said, and nothing is missing later",
  async () => {
    await using folder = await TempFolder.make();
    const file = folder.file("room.db");
    await using place = await room(file);
    const { server, bob, say, metrics } = place;
    await say("before");
    const files = [file, `${file}-wal`];
    try {
      for (const each of files) assert(await freeze(each));
      await say("meanwhile 1");
      await server.line(/messages are not kept for now: /);
      await say("meanwhile 2");
      assertStringIncludes(await metrics(), "\nchat_history_keeping 0\n");
      assertStringIncludes(await metrics(), "\nchat_history_waiting 2\n");
      // What waits is read and found like what is kept.
      assertEquals((await bob.answer({ type: "find", text: "meanwhile" })).ok?.count, 2);
      for (let count = 2; count > 0; count--) await bob.notice();
    } finally {
      for (const each of files) await thaw(each);
    }
    await server.line(/messages are kept again; 0 messages could not be kept$/);
    assertStringIncludes(await metrics(), "\nchat_history_waiting 0\n");
    await say("after");
    assertEquals(await keptBy(server, file), [
      "1 before",
      "2 meanwhile 1",
      "3 meanwhile 2",
      "4 after",
    ]);
  },
);
