import { concat } from "@std/bytes/concat";
import {
  type ErrorBody,
  errorBody,
  MalformedRequestError,
  MAX_EARLY_FRAME_BYTES,
  MAX_FRAME_BYTES,
  type Notice,
  parseRequest,
  type Reply,
} from "../../../../protocol/mod.ts";
import type { Connection } from "../../../net/connection.ts";
import { ConnectionGuest, type GuestContext } from "../../connection_guest.ts";
import { readOn } from "../../read_on.ts";
import { encodeClose } from "./close_frame.ts";
import { encodeTextFrame, encodeWebSocketFrame } from "./encode_frame.ts";
import { Opcode } from "./frame_header.ts";
import { WebSocketDecoder, type WebSocketEvent } from "./web_socket_decoder.ts";
import type { WebSocketEncoding } from "./web_socket_encoding.ts";
import { CloseCode, WebSocketError } from "./web_socket_error.ts";

const PING = encodeWebSocketFrame(Opcode.PING, new Uint8Array(0));

/** The answer to an empty text message, by which those ping that can send no ping frame. */
const EMPTY_TEXT = encodeTextFrame("");

/** A client on a web socket: requests come in as text messages, replies and notices leave as such. */
export class WebSocketGuest extends ConnectionGuest {
  readonly #decoder = new WebSocketDecoder(MAX_EARLY_FRAME_BYTES);

  /** Becomes the occupant of a connection whose handshake is over. */
  constructor(
    connection: Connection,
    context: GuestContext,
    readonly encoding: WebSocketEncoding,
  ) {
    super(connection, context);
  }

  /** Bytes held of a message that has arrived in part. */
  get pendingBytes(): number {
    return this.#decoder.pendingBytes;
  }

  /** How many messages and control frames have arrived. */
  get received(): number {
    return this.#decoder.events;
  }

  /**
   * Reads and carries out requests until either side ends the connection.
   *
   * @param first Bytes that came behind the handshake.
   * @returns Why it ended, for the log.
   */
  run(first: Uint8Array): Promise<string> {
    // A copy: the decoder unmasks messages in place.
    return this.conclude(
      readOn(this.connection, first.slice(), (chunk) => this.#obeyChunk(chunk)),
    );
  }

  /** Queues a reply. */
  reply(reply: Reply): void {
    this.connection.push(encodeTextFrame(JSON.stringify(reply)));
  }

  /** Sends the notice `slowed`. */
  slowed(rate: number): void {
    this.connection.push(encodeNotice({ type: "slowed", rate }));
  }

  /** Ends it after the current request. */
  override finish(reason: string): void {
    super.finish(reason);
    this.connection.push(encodeClose(CloseCode.NORMAL));
  }

  /** Ends it with a close code that tells a page not to come back by itself. */
  override replaced(): void {
    this.connection.ending ??= "came back on another connection";
    this.connection.cut(encodeClose(CloseCode.REPLACED, "The conversation goes on elsewhere"));
  }

  /** Sends a ping. */
  ping(): void {
    this.connection.push(PING);
  }

  /** Encodes the notice `closing` and a close frame. */
  protected farewell(why: ErrorBody): Uint8Array {
    return lastWords(why, why.code === "too-slow" ? CloseCode.POLICY : CloseCode.GOING_AWAY);
  }

  /** Answers a malformed request, then sends the notice `closing` and a close frame. */
  protected endWith(error: unknown): string {
    const body = error instanceof WebSocketError
      ? { code: "malformed-packet", message: error.message }
      : errorBody(error);
    this.context.metrics.refuse(body.code);
    if (error instanceof MalformedRequestError) this.reply({ id: error.id, error: body });
    if (body.code === "server-fault") this.logFault(error);
    const code = error instanceof WebSocketError ? error.code : CloseCode.POLICY;
    this.connection.push(lastWords(body, code));
    return body.message;
  }

  /** Obeys what some bytes complete, also what stands before an error. */
  async #obeyChunk(chunk: Uint8Array): Promise<string | undefined> {
    const events: WebSocketEvent[] = [];
    let failure: unknown;
    try {
      this.#decoder.decode(chunk, events);
    } catch (error) {
      failure = error;
    }
    for (const event of events) {
      const ended = await this.#obey(event);
      if (ended !== undefined) return ended;
    }
    if (failure) throw failure;
    if (this.seat.isGreeted) this.#decoder.maxMessageBytes = MAX_FRAME_BYTES;
  }

  /** Does what the client says; returns why that was the last thing, if it was. */
  async #obey(event: WebSocketEvent): Promise<string | undefined> {
    if (event.type === "pong") return undefined; // Costs nothing, and changes nothing.
    const turn = this.seat.admit(sizeOf(event));
    if (turn) await turn;
    if (this.connection.ending !== undefined) return this.connection.ending;
    if (event.type === "text") await this.#take(event.text, event.size);
    else if (event.type === "ping") this.#pong(event.bytes);
    else if (event.type === "close") return this.#closed(event.code);
    else throw new WebSocketError(CloseCode.UNSUPPORTED, "A client sends text messages");
    return this.connection.ending;
  }

  #take(text: string, size: number): Promise<void> | undefined {
    if (text === "") this.connection.push(EMPTY_TEXT);
    else return this.seat.handle(parseRequest(text), size);
  }

  #pong(payload: Uint8Array): void {
    this.connection.push(encodeWebSocketFrame(Opcode.PONG, payload));
  }

  /** Answers the close frame of the client, which ends the web socket. */
  #closed(code: number): string {
    this.connection.push(encodeClose(code));
    return "hung up";
  }
}

function sizeOf(event: WebSocketEvent): number {
  return event.type === "text" ? event.size : event.type === "close" ? 0 : event.bytes.length;
}

function encodeNotice(notice: Notice): Uint8Array {
  return encodeTextFrame(JSON.stringify(notice));
}

/** The notice `closing`, then a close frame. */
function lastWords(why: ErrorBody, code: number): Uint8Array {
  return concat([encodeNotice({ type: "closing", ...why }), encodeClose(code, why.message)]);
}
