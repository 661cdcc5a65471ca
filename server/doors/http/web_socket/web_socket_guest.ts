import { concat } from "@std/bytes/concat";
import { format } from "@std/fmt/bytes";
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
import type { Stage } from "../../../admission/deadlines.ts";
import type { Guest } from "../../../delivery/guest.ts";
import type { Hub } from "../../../hub/hub.ts";
import type { Seat } from "../../../hub/seat.ts";
import type { Connection, Occupant } from "../../../net/connection.ts";
import { disconnectIn } from "../../../net/disconnects.ts";
import type { Log } from "../../../observability/log.ts";
import type { Metrics } from "../../../observability/metrics.ts";
import { encodeClose } from "./close_frame.ts";
import { encodeTextFrame, encodeWebSocketFrame } from "./encode_frame.ts";
import { Opcode } from "./frame_header.ts";
import { WebSocketDecoder, type WebSocketEvent } from "./web_socket_decoder.ts";
import type { WebSocketEncoding } from "./web_socket_encoding.ts";
import { CloseCode, WebSocketError } from "./web_socket_error.ts";

/** Bytes read at once: from a client that says little, and after it has filled the small buffer. */
const [IDLE_READ_BYTES, BUSY_READ_BYTES] = [512, 16_384];

const BINARY = { binary: true, minimumFractionDigits: 1, maximumFractionDigits: 1 };
const EMPTY = new Uint8Array(0);
const PING = encodeWebSocketFrame(Opcode.PING, EMPTY);

/** The answer to an empty text message, by which those ping that can send no ping frame. */
const EMPTY_TEXT = encodeTextFrame("");

/** What a web socket guest needs of its server. */
export interface WebSocketContext {
  /** The hub. */
  readonly hub: Hub;
  /** Takes faults for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
}

/** A client on a web socket: requests come in as text messages, replies and notices leave as such. */
export class WebSocketGuest implements Guest, Occupant {
  readonly #connection: Connection;
  readonly #context: WebSocketContext;
  readonly #decoder = new WebSocketDecoder(MAX_EARLY_FRAME_BYTES);
  readonly #seat: Seat;

  /** Becomes the occupant of a connection whose handshake is over. */
  constructor(
    connection: Connection,
    context: WebSocketContext,
    readonly encoding: WebSocketEncoding,
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#seat = context.hub.seat(this, connection);
    connection.occupant = this;
  }

  /** `chat` once it is greeted. */
  get stage(): Stage {
    return this.#seat.isGreeted || this.#seat.hasKnocked ? "chat" : "opening";
  }

  /** Bytes held of a message that has arrived in part. */
  get pendingBytes(): number {
    return this.#decoder.pendingBytes;
  }

  /** How many messages and control frames have arrived. */
  get received(): number {
    return this.#decoder.events;
  }

  /** The client's current or last name. */
  get name(): string | undefined {
    return this.#seat.name;
  }

  /** Whether so much waits to be sent that others should pause. */
  get isCrowded(): boolean {
    return this.#connection.isCrowded;
  }

  /**
   * Reads and carries out requests until either side ends the connection. A fault ends this
   * connection only.
   *
   * @param first Bytes that came behind the handshake.
   * @returns Why it ended, for the log.
   */
  async run(first: Uint8Array): Promise<string> {
    let reason: string;
    try {
      reason = await this.#obeyAll(first);
    } catch (error) {
      reason = this.#explain(error);
    }
    this.#seat.leave("hung-up");
    return reason;
  }

  /** Queues a reply. */
  reply(reply: Reply): void {
    this.#connection.push(encodeTextFrame(JSON.stringify(reply)));
  }

  /** Queues notices that are messages already. */
  push(messages: Uint8Array, at: number): void {
    this.#connection.push(messages, at);
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.#connection.whenRelieved();
  }

  /** Resolves once all that was queued has been sent. */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Sends the notice `slowed`. */
  slowed(rate: number): void {
    this.#connection.push(encodeNotice({ type: "slowed", rate }));
  }

  /** Ends it after the request at hand. */
  finish(reason: string): void {
    this.#connection.ending ??= reason;
    this.#connection.push(encodeClose(CloseCode.NORMAL));
  }

  /** Ends it with a close code that tells a page not to come back by itself. */
  replaced(): void {
    this.#connection.ending ??= "came back on another connection";
    this.#connection.cut(encodeClose(CloseCode.REPLACED, "The conversation goes on elsewhere"));
  }

  /** Sends a ping. */
  ping(): void {
    this.#connection.push(PING);
  }

  /** Frees the connection, and holds the name for the client, which may come back. */
  expire(why: ErrorBody): void {
    this.#seat.leave("lost");
    this.close(why);
  }

  /** Says why, sends what is queued and ends. */
  async close(why: ErrorBody): Promise<void> {
    this.#connection.ending ??= why.message;
    this.#seat.wake();
    this.#connection.push(lastWords(why, CloseCode.GOING_AWAY));
    await this.#connection.end();
  }

  /** Cuts a client that does not take what it is sent. */
  overflow(bytes: number): void {
    if (this.#connection.ending !== undefined) return;
    const behind = `${format(bytes, BINARY)} behind`;
    this.#connection.ending = `${this.name ?? "the client"} was ${behind}`;
    this.#context.metrics.slowClients++;
    const why = { code: "too-slow", message: `You were ${behind}` };
    this.#connection.cut(lastWords(why, CloseCode.POLICY));
    // Not at once: a broadcast is under way, and leaving leads to another one.
    queueMicrotask(() => this.#seat.leave("lost"));
  }

  /** Frees the name of a client whose connection broke while it was written to. */
  broke(): void {
    this.#seat.leave("hung-up");
  }

  async #obeyAll(first: Uint8Array): Promise<string> {
    let chunk: Uint8Array = first.slice();
    let buffer = new Uint8Array(IDLE_READ_BYTES);
    for (;;) {
      const ended = await this.#obeyChunk(chunk);
      if (ended !== undefined) return ended;
      if (this.#seat.isGreeted) this.#decoder.maxMessageBytes = MAX_FRAME_BYTES;
      const count = await this.#connection.read(buffer);
      if (this.#connection.ending !== undefined) return this.#connection.ending;
      if (count === null) return "hung up";
      chunk = buffer.subarray(0, count);
      const wanted = count === buffer.length ? BUSY_READ_BYTES : IDLE_READ_BYTES;
      if (wanted !== buffer.length) buffer = new Uint8Array(wanted);
    }
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
  }

  /** Does what the client says; returns why that was the last thing, if it was. */
  async #obey(event: WebSocketEvent): Promise<string | undefined> {
    if (event.type === "pong") return undefined; // Costs nothing, and changes nothing.
    const turn = this.#seat.admit(sizeOf(event));
    if (turn) await turn;
    if (this.#connection.ending !== undefined) return this.#connection.ending;
    if (event.type === "text") await this.#take(event.text, event.size);
    else if (event.type === "ping") this.#pong(event.bytes);
    else if (event.type === "close") return this.#closed(event.code);
    else throw new WebSocketError(CloseCode.UNSUPPORTED, "A client sends text messages");
    return this.#connection.ending;
  }

  #take(text: string, size: number): Promise<void> | undefined {
    if (text === "") this.#connection.push(EMPTY_TEXT);
    else return this.#seat.handle(parseRequest(text), size);
  }

  #pong(payload: Uint8Array): void {
    this.#connection.push(encodeWebSocketFrame(Opcode.PONG, payload));
  }

  /** Answers the close frame of the client, which ends the web socket. */
  #closed(code: number): string {
    this.#connection.push(encodeClose(code));
    return "hung up";
  }

  /** Tells the client which error ended the conversation; returns the reason for the log. */
  #explain(error: unknown): string {
    const lost = disconnectIn(error);
    if (lost || this.#connection.ending !== undefined) return lost ?? "closed";
    const { metrics, log } = this.#context;
    const body = error instanceof WebSocketError
      ? { code: "malformed-packet", message: error.message }
      : errorBody(error);
    metrics.refuse(body.code);
    if (error instanceof MalformedRequestError) this.reply({ id: error.id, error: body });
    if (body.code === "server-fault") {
      const text = `${(error as Error).stack ?? error}`;
      log({ type: "fault", peer: this.#connection.address, name: this.name, error: text });
    }
    const code = error instanceof WebSocketError ? error.code : CloseCode.POLICY;
    this.#connection.push(lastWords(body, code));
    return body.message;
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
