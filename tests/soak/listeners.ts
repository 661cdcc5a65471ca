import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { FrameScanner } from "./frame_scanner.ts";

/** Digits of the number that begins each text, and of the time in µs that follows it. */
const NUMBER_DIGITS = 7;
const TIME_DIGITS = 16;
/** One in so many messages is a sample of the latency. */
const SAMPLE = 20;

/** What follows: sockets hold some 10 MB on their own, and who stalls has to be behind by more. */
const PADDING = ".".repeat(200);

/** The text of a message that listeners can check: its number, and when it was said. */
export function numberedText(number: number): string {
  const micros = Math.round((performance.timeOrigin + performance.now()) * 1000);
  return `${number}`.padStart(NUMBER_DIGITS, "0") + ` ${micros}`.padStart(TIME_DIGITS + 1, "0") +
    PADDING;
}

/** Where in a notice of a numbered text its number begins. */
const TEXT = new TextEncoder().encode(`"text":"`);

/** A client that expects every numbered message from one sender, in order. */
export class Listener {
  /** How many messages it has heard. */
  heard = 0;
  /** Times from saying to hearing, in ms. */
  readonly latencies: number[] = [];
  /** What was wrong first, if anything was. */
  wrong?: string;
  readonly client: RawClient;
  #textAt = -1;

  private constructor(client: RawClient) {
    this.client = client;
  }

  /** Joins a server and listens to the end of the connection; `done` then resolves. */
  static async join(port: number, name: string): Promise<Listener> {
    const client = await RawClient.connect(port);
    await client.write(
      encodeMessage(FrameType.REQUEST, { id: 1, type: "hello", version: 1, name }),
    );
    return new Listener(client);
  }

  /** Listens until the connection ends or so many messages have come. */
  async listen(count: number): Promise<void> {
    const scanner = new FrameScanner((bytes, start, end) => this.#look(bytes, start, end));
    const buffer = new Uint8Array(65_536);
    while (this.heard < count) {
      const read = await this.client.conn.read(buffer).catch(() => null);
      if (read === null) return void (this.wrong ??= `closed after ${this.heard} messages`);
      scanner.scan(buffer.subarray(0, read));
    }
  }

  #look(bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start] === FrameType.PING) {
      this.client.write(Uint8Array.of(0, 0, 0, 1, FrameType.PONG)).catch(() => {});
    }
    // {"type":"message", and no other notice: told by its ninth letter.
    if (bytes[start] !== FrameType.NOTICE || bytes[start + 10] !== 0x6d) return;
    if (this.#textAt < 0) this.#textAt = indexOf(bytes, TEXT, start, end) - start + TEXT.length;
    const at = start + this.#textAt;
    if (digits(bytes, at, NUMBER_DIGITS) !== this.heard) {
      this.wrong ??= `message ${digits(bytes, at, NUMBER_DIGITS)} in place of ${this.heard}`;
    }
    if (this.heard++ % SAMPLE === 0) {
      const said = digits(bytes, at + NUMBER_DIGITS + 1, TIME_DIGITS) / 1000;
      this.latencies.push(performance.timeOrigin + performance.now() - said);
    }
  }
}

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 10 + bytes[at + i]! - 0x30;
  return value;
}

function indexOf(bytes: Uint8Array, part: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (part.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  throw new Error("There is no text in this message");
}
