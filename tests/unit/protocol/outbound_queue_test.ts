/** The outbound queue keeps its contract. */
import { assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { FrameArena, FrameType, OutboundQueue } from "../../../protocol/mod.ts";
import { pure } from "../../helpers/pure.ts";

/** A queue whose writes end when the test says so. */
class Rig {
  readonly writes: number[][] = [];
  readonly overflows: number[] = [];
  readonly errors: unknown[] = [];
  readonly queue: OutboundQueue;
  #pending: PromiseWithResolvers<void>[] = [];

  constructor(maxBytes = 100) {
    this.queue = new OutboundQueue({
      write: (bytes) => {
        this.writes.push([...bytes]);
        const write = Promise.withResolvers<void>();
        this.#pending.push(write);
        return write.promise;
      },
      maxBytes,
      onOverflow: (bytes) => this.overflows.push(bytes),
      onError: (error) => this.errors.push(error),
    });
  }

  push(...bytes: number[]): void {
    this.queue.push(Uint8Array.from(bytes));
  }

  /** How many writes are under way. */
  get writing(): number {
    return this.#pending.length;
  }

  async written(): Promise<void> {
    this.#pending.shift()!.resolve();
    await settle();
  }

  async failed(error: Error): Promise<void> {
    this.#pending.shift()!.reject(error);
    await settle();
  }
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

pure("OutboundQueue writes all of one tick at once, in order", async () => {
  const rig = new Rig();
  rig.push(1, 2);
  rig.push(3);
  rig.push();
  rig.push(4);
  assertEquals(rig.writes, []);
  await settle();
  assertEquals(rig.writes, [[1, 2, 3, 4]]);
  await rig.written();
});

pure("OutboundQueue runs one write at a time, and the next one takes all that came", async () => {
  const rig = new Rig();
  rig.push(1);
  await settle();
  for (const byte of [2, 3, 4]) {
    rig.push(byte);
    await settle();
    assertEquals(rig.writing, 1);
  }
  await rig.written();
  assertEquals(rig.writes, [[1], [2, 3, 4]]);
  await rig.written();
  rig.push(5);
  await settle();
  assertEquals(rig.writes, [[1], [2, 3, 4], [5]]);
  await rig.written();
});

pure("OutboundQueue counts bytes until they are written", async () => {
  const rig = new Rig();
  rig.push(1, 2, 3);
  assertEquals(rig.queue.bytes, 3);
  await settle();
  rig.push(4);
  assertEquals(rig.queue.bytes, 4);
  await rig.written();
  assertEquals(rig.queue.bytes, 1);
  await rig.written();
  assertEquals(rig.queue.bytes, 0);
});

pure("OutboundQueue holds its limit, and reports one byte more, once", async () => {
  const rig = new Rig(4);
  rig.push(1, 2, 3);
  rig.push(4);
  assertEquals(rig.overflows, []);
  rig.push(5);
  rig.push(6, 7, 8, 9, 10);
  assertEquals(rig.overflows, [5]);
  await settle();
  await rig.written();
});

pure("OutboundQueue takes nothing after close(), and still sends what it has", async () => {
  const rig = new Rig();
  rig.push(1);
  rig.queue.close();
  rig.push(2);
  await settle();
  await rig.written();
  await rig.queue.drained();
  assertEquals(rig.writes, [[1]]);
});

pure("OutboundQueue.drained() waits for all that was pushed", async () => {
  const rig = new Rig();
  let drained = false;
  rig.push(1);
  const done = rig.queue.drained().then(() => drained = true);
  await settle();
  rig.push(2);
  await rig.written();
  assertEquals(drained, false);
  await rig.written();
  await done;
  await new Rig().queue.drained();
});

pure("OutboundQueue reports a failed write once, and drops the rest", async () => {
  const rig = new Rig();
  const error = new Error("gone");
  rig.push(1);
  await settle();
  rig.push(2);
  await rig.failed(error);
  rig.push(3);
  await settle();
  assertEquals(rig.errors, [error]);
  assertEquals(rig.writes, [[1]]);
  await rig.queue.drained();
});

pure("OutboundQueue.closeWith() drops what waits, but not what is being written", async () => {
  const rig = new Rig();
  rig.push(1, 1);
  await settle();
  rig.push(2, 2, 2);
  rig.queue.closeWith(Uint8Array.of(9));
  rig.push(3);
  assertEquals(rig.queue.bytes, 3);
  await rig.written();
  await rig.written();
  await rig.queue.drained();
  assertEquals(rig.writes, [[1, 1], [9]]);
  assertEquals(rig.queue.bytes, 0);
});

pure("OutboundQueue.closeWith() drops what one write could not take, too", async () => {
  const rig = new Rig(1_000_000);
  const large = () => new Uint8Array(20_000).fill(1);
  rig.queue.push(large());
  rig.queue.push(large());
  await settle();
  rig.queue.closeWith(Uint8Array.of(9));
  assertEquals(rig.queue.bytes, 20_001);
  await rig.written();
  assertEquals(rig.writes.map(({ length }) => length), [20_000, 1]);
  await rig.written();
  await rig.queue.drained();
  assertEquals(rig.queue.bytes, 0);
});

pure(
  "OutboundQueue writes nothing after abandon(), whatever one write could not take",
  async () => {
    const rig = new Rig(1_000_000);
    rig.queue.push(new Uint8Array(20_000));
    rig.queue.push(new Uint8Array(20_000));
    await settle();
    rig.queue.abandon();
    await rig.written();
    assertEquals(rig.writes.length, 1);
  },
);

pure("OutboundQueue.abandon() drops what waits, and waits for no write", async () => {
  const rig = new Rig();
  rig.push(1);
  await settle();
  rig.push(2);
  const drained = rig.queue.drained();
  rig.queue.abandon();
  await drained;
  rig.push(3);
  await rig.written();
  assertEquals(rig.writes, [[1]]);
});

pure("OutboundQueue.compact() keeps no memory of others, and changes no byte", async () => {
  const arena = new FrameArena();
  const frames = ["a", "b", "c"].map((text) => arena.encode(FrameType.NOTICE, { text }));
  const written: Uint8Array[] = [];
  const first = Promise.withResolvers<void>();
  const queue = new OutboundQueue({
    write: async (bytes) => void (written.push(bytes), await first.promise),
    maxBytes: 1_000,
    onOverflow: () => {},
    onError: () => {},
  });
  queue.compact();
  queue.push(frames[0]!);
  await settle();
  for (const more of [frames.slice(1, 2), frames.slice(2)]) {
    for (const frame of more) queue.push(frame);
    queue.compact();
  }
  const { bytes } = queue;
  first.resolve();
  await queue.drained();
  assertEquals(concat(written), concat(frames));
  assertEquals(bytes, concat(frames).length);
  assertEquals(written.at(-1)!.buffer.byteLength, written.at(-1)!.length);
});
