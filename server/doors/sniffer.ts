import type { ErrorBody } from "../../protocol/mod.ts";
import type { Stage } from "../admission/deadlines.ts";
import type { Connection, Occupant } from "../net/connection.ts";
import type { Door } from "./door.ts";

/** Most bytes to look at before a door is chosen. */
const MAX_FIRST_BYTES = 8_192;

/** Bytes read at once. */
const READ_BYTES = 512;

/** The door of a connection, and the bytes that were read to find it. */
export interface Sniffed {
  /** Who serves it. */
  readonly door: Door;
  /** What has been read. */
  readonly first: Uint8Array;
}

/** What is said to a client that says nothing itself: HTTP, as browsers open silent connections. */
const SILENT_SENTENCE = "This is a chat server. Join it with: chat connect YOUR_NAME HOST PORT\r\n";
const SILENT_ANSWER = new TextEncoder().encode(
  [
    "HTTP/1.1 408 Request Timeout",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${SILENT_SENTENCE.length}`,
    "Connection: close",
    "",
    SILENT_SENTENCE,
  ].join("\r\n"),
);

/** Looks at the first bytes of a connection and finds the door whose protocol they are. */
export class Sniffer implements Occupant {
  /** Nothing is served yet. */
  readonly stage: Stage = "opening";
  /** Bytes that have arrived. */
  pendingBytes = 0;
  /** No request has arrived. */
  readonly received = 0;
  readonly #connection: Connection;
  readonly #doors: readonly Door[];
  readonly #otherwise: Door;

  /**
   * Becomes the occupant of a connection.
   *
   * @param doors In the order in which they are asked.
   * @param otherwise Who serves what none of them recognises.
   */
  constructor(connection: Connection, doors: readonly Door[], otherwise: Door) {
    this.#connection = connection;
    this.#doors = doors;
    this.#otherwise = otherwise;
    connection.occupant = this;
  }

  /** Reads until the door is clear; nothing if the connection ends before its first byte. */
  async run(): Promise<Sniffed | undefined> {
    let first = new Uint8Array(0);
    const buffer = new Uint8Array(READ_BYTES);
    while (first.length < MAX_FIRST_BYTES) {
      const count = await this.#connection.read(buffer);
      if (this.#connection.ending !== undefined) return undefined;
      if (count === null) break;
      first = joined(first, buffer.subarray(0, count));
      this.pendingBytes = first.length;
      const door = this.#doorFor(first);
      if (door) return { door, first };
    }
    return first.length > 0 ? { door: this.#otherwise, first } : undefined;
  }

  /** Says nothing: whoever has not spoken yet has no protocol to be asked in. */
  ping(): void {}

  /** Ends it with a plain answer. */
  expire(why: ErrorBody): void {
    this.#connection.ending = why.message;
    const answer = this.pendingBytes === 0 ? SILENT_ANSWER : this.#otherwise.refusal(why);
    this.#connection.push(answer);
    this.#connection.end();
  }

  /** Ends it without a word if the client has not said any. */
  close(why: ErrorBody): Promise<void> {
    this.#connection.ending = why.message;
    if (this.pendingBytes > 0) this.#connection.push(this.#otherwise.refusal(why));
    return this.#connection.end();
  }

  /** Ends it at once: nothing that long is ever queued here. */
  overflow(): void {
    this.#connection.destroy();
  }

  /** Nobody has to be told. */
  broke(): void {}

  /** The first door that recognises the bytes; nothing while one needs more of them. */
  #doorFor(first: Uint8Array): Door | undefined {
    for (const door of this.#doors) {
      const verdict = door.recognises(first);
      if (verdict === "yes") return door;
      if (verdict === "more") return undefined;
    }
    return this.#otherwise;
  }
}

function joined(first: Uint8Array, more: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + more.length);
  all.set(first);
  all.set(more, first.length);
  return all;
}
