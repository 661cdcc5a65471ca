import { assertEquals } from "@std/assert";
import { ReadAhead } from "../../../../server/net/read_ahead.ts";
import { pure } from "../../../helpers/pure.ts";

/** A stream that a test feeds: chunks, null for its end, an error. */
class Source {
  readonly #queue: (Uint8Array | null | Error)[] = [];
  #more = Promise.withResolvers<void>();

  feed(...pieces: (string | null | Error)[]): void {
    for (const piece of pieces) {
      this.#queue.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
    }
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#queue.length === 0) await this.#more.promise;
    const piece = this.#queue.shift()!;
    if (piece instanceof Error) throw piece;
    if (piece) into.set(piece);
    return piece && piece.length;
  }
}

function start() {
  const source = new Source();
  const told: string[] = [];
  const ahead = new ReadAhead({
    read: (into) => source.read(into),
    onRead: () => told.push("read"),
    onError: () => told.push("error"),
  });
  return { source, told, ahead };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await null;
}

async function take(ahead: ReadAhead, size = 16): Promise<string | null> {
  const buffer = new Uint8Array(size);
  const count = await ahead.take(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

pure("ReadAhead gives what it read in order, in pieces of any size, then the end", async () => {
  const { source, ahead } = start();
  ahead.start();
  source.feed("hello", "world", null);
  await turns();
  assertEquals([ahead.bytes, ahead.hasEnded], [10, true]);
  assertEquals([await take(ahead, 3), await take(ahead, 3)], ["hel", "lo"]);
  assertEquals([ahead.bytes, await take(ahead), await take(ahead)], [5, "world", null]);
  ahead.start();
  assertEquals(await take(ahead), null);
});

pure("ReadAhead hands the read that is under way to whoever takes", async () => {
  const { source, ahead } = start();
  ahead.start();
  await turns();
  const taking = take(ahead);
  source.feed("a", "b");
  assertEquals(await taking, "a");
  await turns();
  assertEquals([ahead.bytes, await take(ahead)], [0, "b"]);
});

pure("ReadAhead tells that the connection broke", async () => {
  const { source, told, ahead } = start();
  ahead.start();
  source.feed("a", new Error("Connection reset"));
  await turns();
  assertEquals(told, ["read", "error"]);
});
