/** A local user swaps files and folders of the shared folder while they are opened and listed. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { ProtocolError } from "../../protocol/mod.ts";
import { DiskFolder } from "../../server/files/disk_folder.ts";
import { testWith } from "../helpers/needs.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { Swapper } from "../helpers/swapper.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

const TRIES = 4_000;
const AT_ONCE = 4;

/** Opens a file many times; counts what that comes to: sizes, and codes of errors. */
async function openOften(folder: DiskFolder, name: string): Promise<Map<unknown, number>> {
  const outcomes = new Map<unknown, number>();
  const open = async () => {
    let outcome: unknown;
    try {
      using file = await folder.open(name);
      outcome = file.size;
    } catch (error) {
      assert(error instanceof ProtocolError, `${error}`);
      outcome = error.code;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  for (let i = 0; i < TRIES; i += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, open));
  }
  return outcomes;
}

testWith(
  ["read", "write"],
  "a folder that is swapped for a link and back never serves a file outside",
  async () => {
    await using outside = await TempFolder.make({ "f.txt": "secret" });
    await using disk = await TempFolder.make({ "sub/f.txt": "ours" });
    await Deno.symlink(outside.path, disk.file("link"));
    const folder = await DiskFolder.open(disk.path);
    await using _swapper = await Swapper.begin(disk.file("sub"), disk.file("link"));
    const outcomes = await openOften(folder, "sub/f.txt");
    assertEquals(outcomes.get(6), undefined, "the secret has 6 bytes");
    assertGreater(outcomes.get("no-such-file") ?? 0, 0);
  },
);

testWith(
  ["read", "write", "run"],
  "a file that is swapped for a pipe and back hangs nothing",
  async () => {
    await using disk = await TempFolder.make({ "f.txt": "ours", "other.txt": "other" });
    await new Deno.Command("mkfifo", { args: [disk.file("pipe")] }).output();
    const folder = await DiskFolder.open(disk.path);
    await using server = startServer({ folder });
    using alice = await RawClient.join(server.port, "alice");
    await using _swapper = await Swapper.begin(disk.file("f.txt"), disk.file("pipe"));
    const outcomes = await openOften(folder, "f.txt");
    const codes = [...outcomes.keys()].filter((outcome) => outcome !== 4);
    assertEquals(codes, ["no-such-file"]);
    assertEquals((await alice.ok({ type: "get", name: "other.txt" })).size, 5);
  },
  { program: "mkfifo" },
);
