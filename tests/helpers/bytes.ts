import { encodeMessage, FrameType, type Request } from "../../protocol/mod.ts";

/** A request as bytes; it may be one that no client should send. */
export function requestBytes(request: Request | Record<string, unknown>): Uint8Array<ArrayBuffer> {
  return encodeMessage(FrameType.REQUEST, request);
}

/** Text as bytes. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
