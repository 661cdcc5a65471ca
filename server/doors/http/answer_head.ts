import type { Answer } from "./answer.ts";
import { formatHttpDate } from "./http_date.ts";
import { encodeResponseHead } from "./response_head.ts";
import { SECURITY_HEADERS } from "./security_headers.ts";

/** What the head of an answer says of the connection. */
export interface AnswerHeadOptions {
  /** Whether the connection ends with this answer. */
  readonly isLast: boolean;
  /** How long the connection is kept for another request otherwise, in ms. */
  readonly keepAliveMs: number;
  /** The time, in ms since 1970 UTC. */
  readonly now: number;
}

/** Encodes the head of an answer, with the fields that every answer has. */
export function encodeAnswerHead(
  { status, headers, body }: Answer,
  { isLast, keepAliveMs, now }: AnswerHeadOptions,
): Uint8Array {
  if (status === 101) return encodeResponseHead(status, headers);
  const length = body && ("file" in body ? body.end - body.start : body.length);
  return encodeResponseHead(status, {
    Date: formatHttpDate(now),
    ...SECURITY_HEADERS,
    ...headers,
    "Content-Length": status === 304 ? undefined : length ?? 0,
    Connection: isLast ? "close" : "keep-alive",
    "Keep-Alive": isLast ? undefined : `timeout=${Math.ceil(keepAliveMs / 1000)}`,
  });
}
