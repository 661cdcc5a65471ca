import { encodeMessage, FrameType, type Request } from "../../protocol/mod.ts";

/** Several arrays as one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A request as bytes; it may be one that no client should send. */
export function requestBytes(request: Request | Record<string, unknown>): Uint8Array<ArrayBuffer> {
  return encodeMessage(FrameType.REQUEST, request);
}

/** Text as bytes. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
