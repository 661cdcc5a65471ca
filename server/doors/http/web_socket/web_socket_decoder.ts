import { parseClose } from "./close_frame.ts";
import { type FrameHeader, MAX_HEADER_BYTES, Opcode, parseFrameHeader } from "./frame_header.ts";
import { GrowingBytes, unmask } from "./growing_bytes.ts";
import { CloseCode, WebSocketError } from "./web_socket_error.ts";

/** What a web socket client says; `size` is the bytes of a text. */
export type WebSocketEvent =
  | { readonly type: "text"; readonly text: string; readonly size: number }
  | { readonly type: "binary" | "ping" | "pong"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: "close"; readonly code: number; readonly reason: string };

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const STRICT_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * Decodes bytes from a web socket client, split anywhere, into messages: RFC 6455 without
 * extensions.
 *
 * Holds at most one incomplete message and one incomplete control frame. A length is judged when
 * its header has come, before any of the payload. After a close frame, it skips whatever comes.
 *
 * @example A masked text, in two pieces
 * ```ts
 * import { WebSocketDecoder } from "./web_socket_decoder.ts";
 *
 * const decoder = new WebSocketDecoder(4_096);
 * decoder.decode(Uint8Array.of(0x81, 0x82, 0, 0, 0, 0)); // []
 * decoder.decode(Uint8Array.of(0x68, 0x69)); // [{ type: "text", text: "hi", size: 2 }]
 * ```
 */
export class WebSocketDecoder {
  /** Most bytes of a message; may be changed between two calls of `decode`. */
  maxMessageBytes: number;
  /** Messages and control frames completed so far. */
  events = 0;
  /** The beginning of a header that the last chunk cut in two. */
  #partialHeader?: Uint8Array<ArrayBuffer>;
  /** The frame whose payload is coming, and how much of that there is. */
  #frame?: FrameHeader;
  #received = 0;
  /** The message whose frames are coming, and its type. */
  #message?: GrowingBytes;
  #opcode = 0;
  #control = new GrowingBytes();
  #closed = false;

  /** Creates a decoder without any bytes. */
  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Bytes of whatever is incomplete; 0 between two messages. */
  get pendingBytes(): number {
    const payload = (this.#message?.length ?? 0) + this.#control.length;
    return payload + (this.#partialHeader?.length ?? 0) + (this.#frame || this.#message ? 1 : 0);
  }

  /**
   * Decodes the next bytes.
   *
   * @param chunk Any number of bytes. They are unmasked where they stand, and free to be reused
   * once this returns: memory of its own would cost a short message more than all the rest.
   * @param events Where to append; what came before an error is there when that is thrown.
   * @returns What these bytes complete, in order.
   * @throws {WebSocketError} If they break RFC 6455, or a message is too long. The stream cannot be
   * read on from there.
   */
  decode(chunk: Uint8Array, events: WebSocketEvent[] = []): WebSocketEvent[] {
    let at = 0;
    const before = events.length;
    while (!this.#closed) {
      if (!this.#frame) {
        at = this.#readHeader(chunk, at);
        if (!this.#frame) break;
      }
      if (this.#isWhole(this.#frame, chunk.length - at)) {
        const end = at + this.#frame.length;
        events.push(this.#takeWhole(this.#frame, chunk.subarray(at, end)));
        at = end;
        continue;
      }
      at = this.#readPayload(this.#frame, chunk, at);
      if (this.#received < this.#frame.length) break;
      this.#complete(this.#frame, events);
    }
    this.events += events.length - before;
    return events;
  }

  /** Whether a frame is a whole message, all of it among so many bytes. */
  #isWhole({ opcode, fin, length }: FrameHeader, available: number): boolean {
    return fin && opcode !== Opcode.CONTINUATION && this.#received === 0 && length <= available;
  }

  #takeWhole({ opcode, key }: FrameHeader, payload: Uint8Array): WebSocketEvent {
    this.#frame = undefined;
    unmask(payload, key);
    if (opcode >= Opcode.CLOSE) return this.#controlEvent(opcode, payload.slice());
    this.#message = undefined;
    return messageEvent(opcode, payload);
  }

  /** Reads a header, or keeps what there is of it; returns where the next byte is. */
  #readHeader(chunk: Uint8Array, at: number): number {
    const held = this.#partialHeader?.length ?? 0;
    const bytes = held > 0 ? this.#joined(chunk.subarray(at, at + MAX_HEADER_BYTES)) : chunk;
    const start = held > 0 ? 0 : at;
    const header = parseFrameHeader(bytes, start);
    if (!header) {
      if (start < bytes.length) this.#partialHeader = bytes.slice(start);
      return chunk.length;
    }
    this.#partialHeader = undefined;
    this.#begin(header);
    return at + header.headerBytes - held;
  }

  #joined(more: Uint8Array): Uint8Array<ArrayBuffer> {
    const held = this.#partialHeader!;
    const joined = new Uint8Array(held.length + more.length);
    joined.set(held);
    joined.set(more, held.length);
    return joined;
  }

  #begin(header: FrameHeader): void {
    const { opcode, length } = header;
    if (opcode < Opcode.CLOSE) {
      if ((opcode === Opcode.CONTINUATION) !== (this.#message !== undefined)) {
        throw new WebSocketError(
          CloseCode.PROTOCOL_ERROR,
          this.#message ? "A message began in the midst of another" : "Nothing is to be continued",
        );
      }
      this.#checkLength(length + (this.#message?.length ?? 0));
      if (!this.#message) this.#opcode = opcode;
      this.#message ??= new GrowingBytes();
    }
    this.#frame = header;
    this.#received = 0;
  }

  #checkLength(length: number): void {
    if (length <= this.maxMessageBytes) return;
    throw new WebSocketError(
      CloseCode.TOO_BIG,
      `A message holds at most ${this.maxMessageBytes} bytes, received ${length}`,
    );
  }

  #readPayload({ opcode, length, key }: FrameHeader, chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + length - this.#received);
    const target = opcode < Opcode.CLOSE ? this.#message! : this.#control;
    target.appendMasked(chunk.subarray(at, end), key, this.#received);
    this.#received += end - at;
    return end;
  }

  #complete({ opcode, fin }: FrameHeader, events: WebSocketEvent[]): void {
    this.#frame = undefined;
    if (opcode >= Opcode.CLOSE) events.push(this.#completeControl(opcode));
    else if (fin) events.push(this.#completeMessage());
  }

  #completeMessage(): WebSocketEvent {
    const { bytes } = this.#message!;
    this.#message = undefined;
    return messageEvent(this.#opcode, bytes);
  }

  #completeControl(opcode: number): WebSocketEvent {
    const { bytes } = this.#control;
    this.#control = new GrowingBytes();
    return this.#controlEvent(opcode, bytes);
  }

  #controlEvent(opcode: number, bytes: Uint8Array<ArrayBuffer>): WebSocketEvent {
    if (opcode !== Opcode.CLOSE) return { type: opcode === Opcode.PING ? "ping" : "pong", bytes };
    this.#closed = true;
    return { type: "close", ...parseClose(bytes) };
  }
}

function messageEvent(opcode: number, bytes: Uint8Array): WebSocketEvent {
  return opcode === Opcode.TEXT
    ? { type: "text", text: decodeText(bytes), size: bytes.length }
    : { type: "binary", bytes: bytes.slice() };
}

/** Decodes UTF-8. Strictness costs four times as much, and matters only if something is replaced. */
function decodeText(bytes: Uint8Array): string {
  const text = UTF8.decode(bytes);
  if (!text.includes("\ufffd")) return text;
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    throw new WebSocketError(CloseCode.NOT_UTF8, "A text message is not UTF-8");
  }
}
