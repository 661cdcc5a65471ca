/**
 * The head of an HTTP/1.1 request: RFC 9112, the strict reading of it.
 *
 * @module
 */
import { HttpError } from "./http_error.ts";

/** The head of a request. */
export interface RequestHead {
  /** The method, `GET` for example, in upper case as it was sent. */
  readonly method: string;
  /** The path as it was sent, percent-encoded, without a query. */
  readonly path: string;
  /** What follows the `?` of the target, percent-encoded; empty if there is none. */
  readonly query: string;
  /** Whether the client speaks HTTP/1.1 or later, not 1.0. */
  readonly isHttp11: boolean;
  /** The header fields by name in lower case; one that was sent twice is joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e]+) HTTP\/1\.([0-9])$/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const ABSOLUTE = /^https?:\/\/([^/?#]+)([^#]*)$/i;

/**
 * Reads the head of a request.
 *
 * @param lines Its lines in Latin-1, without their ends: the request line and the header fields.
 * @throws {HttpError} 400 if it breaks RFC 9112.
 *
 * @example
 * ```ts
 * import { parseRequestHead } from "./request_head.ts";
 *
 * parseRequestHead(["GET /?a=1 HTTP/1.1", "Host: localhost"]).path; // "/"
 * ```
 */
export function parseRequestHead(lines: readonly string[]): RequestHead {
  const match = REQUEST_LINE.exec(lines[0] ?? "");
  if (!match) throw malformed("the first line is METHOD TARGET HTTP/1.1");
  const [, method, target, minor] = match as unknown as [string, string, string, string];
  const headers = parseFields(lines.slice(1));
  const { host, path, query } = splitTarget(target);
  if (host !== undefined) headers.set("host", host);
  if (!headers.has("host")) throw malformed("a request names its Host");
  return { method, path, query, isHttp11: minor !== "0", headers };
}

/**
 * Whether the client wants the connection to stay open after the answer.
 *
 * @param head The head of its request.
 */
export function wantsKeepAlive({ headers, isHttp11 }: RequestHead): boolean {
  return isHttp11 && !listOf(headers.get("connection")).includes("close");
}

/**
 * The members of a header field that is a list of words.
 *
 * @param value The field, if it was sent.
 * @returns The words in lower case.
 */
export function listOf(value: string | undefined): string[] {
  return (value ?? "").split(",").map((word) => word.trim().toLowerCase()).filter(Boolean);
}

function parseFields(lines: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!FIELD_NAME.test(name)) throw malformed("a header field is Name: value");
    if (CONTROL.test(line)) throw malformed("a header field has no control characters");
    const value = line.slice(colon + 1).trim();
    const before = fields.get(name);
    if (before !== undefined && name === "host") throw malformed("Host is sent once");
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

/** Splits a target: `/path?query`, or the same behind `http://host`, as a proxy asks. */
function splitTarget(target: string): { host?: string; path: string; query: string } {
  const absolute = ABSOLUTE.exec(target);
  const origin = absolute ? absolute[2]! : target;
  const mark = `${origin}?`.indexOf("?");
  const [path, query] = [origin.slice(0, mark), origin.slice(mark + 1)];
  if (absolute) return { host: absolute[1]!, path: path || "/", query };
  if (!path.startsWith("/") && path !== "*") throw malformed("the target begins with /");
  return { path, query };
}

function malformed(rule: string): HttpError {
  return new HttpError(400, `Malformed request: ${rule}`);
}
