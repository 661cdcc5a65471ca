import net from "node:net";
import { once } from "node:events";
import { encodeMessage, FrameType } from "../../../protocol/mod.ts";
import type { Attack } from "./attack.ts";
import { address, Guest, pause } from "./guest.ts";
import { Target } from "./target.ts";

const SPEAKERS = 20;
const READ_BYTES_A_SECOND = 1_000_000;
const STEP_MS = 50;
const BIG = "\ud800".repeat(65_535);

/** Texts of 65,535 characters, 393 KB on the wire, to a reader that takes 1 MB/s. */
export const BIG_TEXTS: Attack = {
  name: "big_texts",
  what: "20 addresses say and tell texts of 65,535 characters, 393 KB each, as fast as they may",
  bound: "a reader that takes 1 MB/s is not cut",
  async run(scale) {
    const seconds = scale === "full" ? 40 : 10;
    await using target = await Target.start();
    const reader = await SlowReader.join(target.port);
    const began = performance.now();
    const until = began + seconds * 1_000;
    const speaking = Array.from(
      { length: SPEAKERS },
      (_, i) => speak(target.port, i, () => performance.now() < until && !reader.hasEnded),
    );
    while (!reader.hasEnded && performance.now() - began < seconds * 1_000) await pause(100);
    const wasCut = reader.hasEnded;
    const elapsed = (performance.now() - began) / 1_000;
    await Promise.all(speaking);
    reader.stop();
    const rate = (reader.bytes / elapsed / 1e6).toFixed(2);
    const measured = wasCut
      ? `cut after ${elapsed.toFixed(1)} s`
      : `not cut in ${elapsed.toFixed(0)} s, took ${rate} MB/s`;
    return { measured, holds: !wasCut };
  },
};

const SAY = encodeMessage(FrameType.REQUEST, { id: 5, type: "say", text: BIG });
const TELL = encodeMessage(FrameType.REQUEST, { id: 6, type: "tell", to: "reader", text: BIG });

/** Says and tells big texts; every fifth sends more than may wait, and comes back when it is ended. */
async function speak(port: number, number: number, goesOn: () => boolean): Promise<void> {
  const isGreedy = number % 5 === 0;
  for (let visit = 0; goesOn(); visit++) {
    using guest = await Guest.join(port, `big${number}-${visit}`, address(number)).catch(() => {
      return undefined;
    });
    if (!guest) continue;
    let due = 0;
    guest.listen(({ type }) => {
      if (type === FrameType.REPLY) due--;
    });
    for (let n = 0; goesOn() && !guest.hasEnded; n++) {
      guest.write(n % 2 === 0 ? SAY : TELL);
      due++;
      while (due > (isGreedy ? 20 : 0) && goesOn() && !guest.hasEnded) await pause(20);
    }
  }
}

/** Reads 1 MB/s and no more. */
class SlowReader {
  bytes = 0;
  hasEnded = false;
  #timer?: ReturnType<typeof setTimeout>;

  private constructor(readonly socket: net.Socket) {}

  static async join(port: number): Promise<SlowReader> {
    const socket = net.connect({ port, host: "127.0.0.1", localAddress: "127.9.9.3" });
    socket.on("error", () => {});
    await once(socket, "connect");
    const hello = { id: 1, type: "hello", version: 1, name: "reader" };
    socket.write(encodeMessage(FrameType.REQUEST, hello));
    await once(socket, "readable");
    const reader = new SlowReader(socket);
    socket.on("end", () => reader.hasEnded = true);
    socket.on("close", () => reader.hasEnded = true);
    reader.#read(performance.now());
    return reader;
  }

  /** Reads no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.hasEnded = true;
    this.socket.destroy();
  }

  #read(began: number): void {
    if (this.hasEnded) return;
    const due = (performance.now() - began) * READ_BYTES_A_SECOND / 1_000;
    while (this.bytes < due) {
      const length = Math.min(this.socket.readableLength, Math.ceil(due - this.bytes));
      const chunk = this.socket.read(length) as Uint8Array | null;
      if (chunk === null) break;
      this.bytes += chunk.length;
    }
    this.#timer = setTimeout(() => this.#read(began), STEP_MS);
  }
}
