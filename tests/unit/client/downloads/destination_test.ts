import { assertEquals, assertRejects } from "@std/assert";
import { OutputStream } from "../../../../client/downloads/destination.ts";
import { writeAll } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

/** A disk with so much room; it takes 3 bytes at a time, and what still fits of them. */
class SmallDisk {
  readonly bytes: number[] = [];

  constructor(readonly room: number) {}

  write(bytes: Uint8Array): Promise<number> {
    const count = Math.min(3, bytes.length, this.room - this.bytes.length);
    if (count === 0) return Promise.reject(new Error("full"));
    this.bytes.push(...bytes.subarray(0, count));
    return Promise.resolve(count);
  }
}

const TEN = Uint8Array.from({ length: 10 }, (_, i) => i);

for (const room of [0, 1, 3, 9, 10, 11]) {
  pure(`writeAll() counts what is written, with room for ${room} of 10 bytes`, async () => {
    const disk = new SmallDisk(room);
    let written = 0;
    const writing = writeAll(disk, TEN, (count) => written += count);
    if (room < 10) await assertRejects(() => writing, Error, "full");
    else await writing;
    assertEquals(disk.bytes, [...TEN.subarray(0, room)]);
    assertEquals(written, disk.bytes.length);
  });
}

pure("an OutputStream knows how long it is when it cannot go on", async () => {
  const disk = new SmallDisk(14);
  const stream = new OutputStream(disk, { size: 20, modified: 0 });
  await stream.write(TEN);
  await assertRejects(() => stream.write(TEN), Error, "full");
  assertEquals(stream.length, 14);
});
