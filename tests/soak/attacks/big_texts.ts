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
  what: "20 addresses say and tell texts of 65,535 characters, 393 KB each, within their rates",
  bound: "a reader that takes 1 MB/s is not cut",
  async run(scale) {
    const seconds = scale === "full" ? 40 : 10;
    await using target = await Target.start();
    const reader = await SlowReader.join(target.port);
    const speakers = await Promise.all(
      Array.from({ length: SPEAKERS }, (_, i) => Guest.join(target.port, `big${i}`, address(i))),
    );
    const began = performance.now();
    const says = encodeMessage(FrameType.REQUEST, { id: 5, type: "say", text: BIG });
    const told = { id: 6, type: "tell", to: "reader", text: BIG };
    const tells = encodeMessage(FrameType.REQUEST, told);
    for (const [i, speaker] of speakers.entries()) {
      speaker.listen(() => {});
      for (let n = 0; n < seconds / 2; n++) speaker.write(i % 2 === 0 ? says : tells);
    }
    while (!reader.hasEnded && performance.now() - began < seconds * 1_000) await pause(100);
    const elapsed = (performance.now() - began) / 1_000;
    const slow = await target.metric("chat_slow_clients_cut_total");
    for (const each of speakers) each[Symbol.dispose]();
    reader.socket.destroy();
    const rate = (reader.bytes / elapsed / 1e6).toFixed(2);
    const measured = slow > 0 || reader.hasEnded
      ? `cut after ${elapsed.toFixed(1)} s`
      : `not cut in ${elapsed.toFixed(0)} s, took ${rate} MB/s`;
    return { measured, holds: slow === 0 && !reader.hasEnded };
  },
};

/** Reads 1 MB/s and no more. */
class SlowReader {
  bytes = 0;
  hasEnded = false;

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

  #read(began: number): void {
    if (this.hasEnded) return;
    const due = (performance.now() - began) * READ_BYTES_A_SECOND / 1_000;
    while (this.bytes < due) {
      const length = Math.min(this.socket.readableLength, Math.ceil(due - this.bytes));
      const chunk = this.socket.read(length) as Uint8Array | null;
      if (chunk === null) break;
      this.bytes += chunk.length;
    }
    setTimeout(() => this.#read(began), STEP_MS);
  }
}
