/**
 * The head of an HTTP/1.1 response.
 *
 * @module
 */
import { type HttpStatus, REASONS } from "./http_error.ts";

/** Header fields by name; those that are undefined are not sent. */
export type HeaderFields = Readonly<Record<string, string | number | undefined>>;

const UTF8 = new TextEncoder();

/**
 * Encodes the head of a response.
 *
 * @param status Status code.
 * @param headers The header fields, in this order.
 * @throws {TypeError} If a field holds a line break or another control character.
 *
 * @example
 * ```ts
 * import { encodeResponseHead } from "./response_head.ts";
 *
 * encodeResponseHead(304, { ETag: '"a"' }); // HTTP/1.1 304 Not Modified, ETag: "a", an empty line
 * ```
 */
export function encodeResponseHead(
  status: HttpStatus,
  headers: HeaderFields,
): Uint8Array<ArrayBuffer> {
  let head = `HTTP/1.1 ${status} ${REASONS[status]}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (!SAFE.test(`${value}`)) throw new TypeError(`Cannot send ${name}: ${value}`);
    head += `${name}: ${value}\r\n`;
  }
  return UTF8.encode(`${head}\r\n`);
}

/** Printable ASCII: everything else that a header needs is percent-encoded. */
const SAFE = /^[\x20-\x7e]*$/;
