import { HttpError } from "./http_error.ts";
import { parseRequestHead, type RequestHead } from "./request_head.ts";

/** Most bytes of a request's head; what Apache takes for its first line alone, and nginx in one piece. */
export const MAX_REQUEST_HEAD_BYTES = 8_192;

const [CR, LF] = [13, 10];
const LATIN1 = new TextDecoder("latin1");

/**
 * Finds the heads of requests in bytes that are split anywhere. No byte is looked at twice, and at
 * most 8 KiB are held.
 *
 * @example
 * ```ts
 * import { RequestHeadReader } from "./request_head_reader.ts";
 *
 * const reader = new RequestHeadReader();
 * reader.push(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n")); // undefined
 * reader.push(new TextEncoder().encode("\r\n"))?.method; // "GET"
 * ```
 */
export class RequestHeadReader {
  #held = new Uint8Array(0);
  /** How far the held bytes have been looked at, and where in them the line at hand begins. */
  #seen = 0;
  #lineStart = 0;
  #lines: string[] = [];

  /** Bytes that belong to no head that was returned. */
  get pendingBytes(): number {
    return this.#held.length;
  }

  /**
   * Decodes the next bytes.
   *
   * @param chunk Any number of bytes, copied; none to look at what came behind the last head.
   * @returns The head that they complete. What follows it is held for the next call.
   * @throws {HttpError} 400 if it is malformed, 431 if it is longer than 8 KiB. The connection
   * cannot be read on from there.
   */
  push(chunk: Uint8Array): RequestHead | undefined {
    this.#hold(chunk);
    for (; this.#seen < this.#held.length; this.#seen++) {
      if (this.#seen >= MAX_REQUEST_HEAD_BYTES) {
        throw new HttpError(431, `A request's head has at most ${MAX_REQUEST_HEAD_BYTES} bytes`);
      }
      if (this.#held[this.#seen] !== LF) continue;
      const line = this.#takeLine();
      if (line !== "") this.#lines.push(line);
      else if (this.#lines.length > 0) return this.#takeHead();
    }
    return undefined;
  }

  /** Takes what was held: the bytes behind the last head, which are no request. */
  takeRest(): Uint8Array<ArrayBuffer> {
    const rest = this.#held;
    this.#drop(rest.length);
    return rest;
  }

  #hold(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const joined = new Uint8Array(this.#held.length + chunk.length);
    joined.set(this.#held);
    joined.set(chunk, this.#held.length);
    this.#held = joined;
  }

  #takeLine(): string {
    const end = this.#seen - 1;
    if (end < this.#lineStart || this.#held[end] !== CR) {
      throw new HttpError(400, "Malformed request: a line ends with CR and LF");
    }
    const line = LATIN1.decode(this.#held.subarray(this.#lineStart, end));
    this.#lineStart = this.#seen + 1;
    return line;
  }

  #takeHead(): RequestHead {
    const lines = this.#lines;
    this.#drop(this.#seen + 1);
    return parseRequestHead(lines);
  }

  #drop(bytes: number): void {
    this.#held = this.#held.slice(bytes);
    this.#seen = 0;
    this.#lineStart = 0;
    this.#lines = [];
  }
}
