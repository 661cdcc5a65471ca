import { FrameType, parseNotice } from "../../../protocol/mod.ts";
import { Guest, pause } from "./guest.ts";

/** How often the honest speak, in ms: below the rate that every client has. */
const EVERY_MS = 60;

/** How long the last message may take to arrive, in ms, before it counts as that late. */
const PATIENCE_MS = 15_000;

/** How long to measure without an attack, in ms. */
const BASELINE_MS = 3_000;

/** Two who chat while others attack; measures how long what one says takes to reach the other. */
export class HonestPair implements Disposable {
  readonly #speaker: Guest;
  readonly #listener: Guest;
  readonly #saidAt = new Map<string, number>();
  readonly #latencies: number[] = [];
  #running = true;
  readonly #speaking: Promise<void>;

  private constructor(speaker: Guest, listener: Guest) {
    this.#speaker = speaker;
    this.#listener = listener;
    speaker.listen(() => {});
    listener.listen(({ type, payload }) => {
      if (type !== FrameType.NOTICE) return;
      const notice = parseNotice(payload);
      if (notice?.type === "message" && notice.from === "honest-speaker") this.#heard(notice.text);
    });
    this.#speaking = this.#speak();
  }

  /** Joins a server, from addresses of their own, and begins. */
  static async begin(port: number): Promise<HonestPair> {
    return new HonestPair(
      await Guest.join(port, "honest-speaker", "127.9.9.1"),
      await Guest.join(port, "honest-listener", "127.9.9.2"),
    );
  }

  /** Measures for a while without an attack; returns the 99th percentile so far, in ms. */
  async baseline(): Promise<number> {
    await pause(BASELINE_MS);
    return p99Of(this.#latencies.splice(0));
  }

  /** Ends; returns the 99th percentile of the latency, in ms. */
  async p99(): Promise<number> {
    this.#running = false;
    await this.#speaking;
    const until = performance.now() + PATIENCE_MS;
    while (this.#saidAt.size > 0 && performance.now() < until) await pause(20);
    const now = performance.now();
    return p99Of([...this.#latencies, ...[...this.#saidAt.values()].map((at) => now - at)]);
  }

  [Symbol.dispose](): void {
    this.#running = false;
    this.#speaker[Symbol.dispose]();
    this.#listener[Symbol.dispose]();
  }

  #heard(text: string): void {
    const at = this.#saidAt.get(text);
    if (at === undefined) return;
    this.#saidAt.delete(text);
    this.#latencies.push(performance.now() - at);
  }

  async #speak(): Promise<void> {
    for (let number = 0; this.#running; number++) {
      const text = `honest ${number}`;
      this.#saidAt.set(text, performance.now());
      this.#speaker.send({ type: "say", text });
      await pause(EVERY_MS);
    }
  }
}

function p99Of(latencies: number[]): number {
  latencies.sort((a, b) => a - b);
  return latencies[Math.floor((latencies.length - 1) * 0.99)] ?? 0;
}
