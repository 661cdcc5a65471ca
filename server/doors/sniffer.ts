import { concat } from "@std/bytes/concat";
import type { ErrorBody } from "../../protocol/mod.ts";
import type { Stage } from "../admission/deadlines.ts";
import type { Connection } from "../net/connection.ts";
import type { Occupant } from "../net/occupant.ts";
import type { Door } from "./door.ts";
import { nextReadBuffer } from "./read_buffer.ts";

/** Maximum number of bytes to read before a door is chosen. */
const MAX_FIRST_BYTES = 8_192;

const NOTHING = new Uint8Array(0);

/** The door for a connection, and the bytes that were read to find it. */
export interface Sniffed {
  /** The door that serves it. */
  readonly door: Door;
  /** The bytes read so far. */
  readonly first: Uint8Array;
}

/**
 * The answer to a client that sends nothing. It is HTTP, because browsers open silent connections.
 */
const SILENT_SENTENCE =
  "This is a chat server. Type your name and press Enter, or join it with: chat connect YOUR_NAME HOST PORT\r\n";
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

/** Reads the first bytes of a connection and finds the door for their protocol. */
export class Sniffer implements Occupant {
  /** No door has been chosen yet. */
  readonly stage: Stage = "opening";
  /** Number of bytes so far. */
  pendingBytes = 0;
  /** No request has arrived. */
  readonly received = 0;
  readonly #connection: Connection;
  readonly #doors: readonly Door[];
  readonly #otherwise: Door;

  /**
   * Becomes the occupant of a connection.
   *
   * @param doors The doors, in the order in which they are tried.
   * @param otherwise The door for connections that no other door recognizes.
   */
  constructor(connection: Connection, doors: readonly Door[], otherwise: Door) {
    this.#connection = connection;
    this.#doors = doors;
    this.#otherwise = otherwise;
    connection.occupant = this;
  }

  /**
   * Reads until one door recognizes the bytes. Undefined if the connection ends before its first
   * byte.
   */
  async run(): Promise<Sniffed | undefined> {
    let first: Uint8Array = NOTHING;
    while (first.length < MAX_FIRST_BYTES) {
      const buffer = nextReadBuffer(0);
      const count = await this.#connection.read(buffer);
      if (this.#connection.ending !== undefined) return undefined;
      if (count === null) break;
      const more = buffer.subarray(0, count);
      first = first.length === 0 ? more : concat([first, more]);
      this.pendingBytes = first.length;
      const door = this.#doorFor(first);
      if (door) return { door, first };
    }
    return first.length > 0 ? { door: this.#otherwise, first } : undefined;
  }

  /** Does nothing: the protocol of a silent client is not known yet. */
  ping(): void {}

  /** Ends it with a plain answer. */
  expire(why: ErrorBody): void {
    this.#connection.ending = why.message;
    const answer = this.pendingBytes === 0 ? SILENT_ANSWER : this.#otherwise.refusal(why);
    this.#connection.push(answer);
    this.#connection.end();
  }

  /** Closes it, without a notice if the client has sent nothing. */
  close(why: ErrorBody): Promise<void> {
    this.#connection.ending = why.message;
    if (this.pendingBytes > 0) this.#connection.push(this.#otherwise.refusal(why));
    return this.#connection.end();
  }

  /** Closes it immediately. So much is never queued here. */
  overflow(): void {
    this.#connection.destroy();
  }

  /** Does nothing: nobody needs to know. */
  broke(): void {}

  /** Returns the first door that recognizes the bytes; undefined while one needs more of them. */
  #doorFor(first: Uint8Array): Door | undefined {
    for (const door of this.#doors) {
      const verdict = door.recognises(first);
      if (verdict === "yes") return door;
      if (verdict === "more") return undefined;
    }
    return this.#otherwise;
  }
}
