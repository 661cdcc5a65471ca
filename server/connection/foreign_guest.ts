/** Somebody who speaks another protocol: the first byte of a chat conversation is always 0x00. */
export class ForeignGuestError extends Error {
  /** The class, for those who read the error. */
  override name = "ForeignGuestError";

  /**
   * Makes an error for the log.
   *
   * @param firstBytes What the guest began with.
   */
  constructor(readonly firstBytes: Uint8Array) {
    super(`not a chat client, it began with ${JSON.stringify(beginning(firstBytes))}`);
  }
}

/**
 * The answer to a guest that speaks another protocol.
 *
 * @param firstBytes What the guest began with.
 * @returns A page for HTTP, else a plain line.
 */
export function answerTo(firstBytes: Uint8Array): Uint8Array {
  const isHttp = HTTP.test(beginning(firstBytes));
  return new TextEncoder().encode(isHttp ? `${HTTP_HEAD}${LINE}` : LINE);
}

/**
 * Whether more bytes are needed to tell HTTP from anything else.
 *
 * @param firstBytes What the guest began with.
 */
export function isUndecided(firstBytes: Uint8Array): boolean {
  return /^[A-Z]{1,7}$/.test(beginning(firstBytes));
}

const HTTP = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI) /;
const LINE = "This is a chat server. Join it with: chat connect YOUR_NAME HOST PORT\r\n";
const HTTP_HEAD = [
  "HTTP/1.1 400 Bad Request",
  "Content-Type: text/plain; charset=utf-8",
  `Content-Length: ${LINE.length}`,
  "Connection: close",
  "\r\n",
].join("\r\n");

function beginning(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 16));
}
