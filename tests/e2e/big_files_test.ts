/** Files of every size, while others talk. */
import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { byteCount } from "../../protocol/mod.ts";
import { testWith } from "../helpers/needs.ts";
import { Party } from "../helpers/party.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

/** Around the pieces that files are moved in; then more than any buffer on the way holds. */
const SIZES = [0, 1, 65_535, 65_536, 65_537, 300_000_000];

testWith(
  ["run", "read", "write", "env"],
  "files of 0 bytes to 300 MB arrive identical, while a third client's messages keep arriving",
  async () => {
    await using shared = await TempFolder.make();
    for (const size of SIZES) await writeRandom(shared.file(`${size}`), size);
    await using party = await Party.begin(["--files", shared.path]);
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");

    await alice.type(SIZES.map((size) => `/get ${size}`).join("\n"));
    await party.server.line(/gets 300000000, 300000000 bytes/);
    alice.kill("SIGSTOP"); // so that it is surely on its way, whatever the machine
    for (let i = 0; i < 20; i++) {
      await carol.type(`still here ${i}`);
      await bob.line(`carol: still here ${i}`);
    }
    alice.kill("SIGCONT");
    await alice.endInput();

    assertEquals([await alice.exit(), alice.errors], [0, []]);
    const at = (line: string) => alice.lines.indexOf(line);
    const downloaded = (size: number) => `Downloaded ${size}: ${byteCount(size)} to alice/${size}`;
    for (const size of SIZES) {
      assert(at(downloaded(size)) > 0, downloaded(size));
      const copy = party.folder.file(`alice/${size}`);
      assertEquals(await sha256(copy), await sha256(shared.file(`${size}`)), `${size}`);
    }
    assert(at("carol: still here 0") > 0);
    assert(at("carol: still here 19") < at(downloaded(300_000_000)), "chat does not wait for it");
  },
);

/** Writes a file no two pieces of which are alike. */
async function writeRandom(path: string, size: number): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const piece = new Uint8Array(1_000_003);
  for (let at = 0; at < piece.length; at += 65_536) {
    crypto.getRandomValues(piece.subarray(at, at + 65_536));
  }
  for (let left = size, index = 0; left > 0; index++) {
    new DataView(piece.buffer).setUint32(0, index);
    left -= await file.write(piece.subarray(0, Math.min(left, piece.length)));
  }
}

async function sha256(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const piece = new Uint8Array(1_048_576);
  for (let count; (count = await file.read(piece)) !== null;) hash.update(piece.subarray(0, count));
  return hash.digest("hex");
}
