import { format } from "@std/fmt/bytes";
import {
  type ErrorBody,
  errorBody,
  type Frame,
  FrameType,
  MalformedRequestError,
  parseRequest,
  ProtocolError,
  type Request,
} from "../../protocol/mod.ts";
import { Deadlines } from "./deadlines.ts";
import { disconnectIn } from "./disconnects.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { NameEvent, Session } from "../core/effects.ts";
import { answerTo, ForeignGuestError } from "./foreign_guest.ts";
import type { Log, Subject } from "../observability/log.ts";
import { Peer, type PeerContext } from "./peer.ts";
import { Throttle } from "./throttle.ts";

/** What the conversations of a server share. */
export interface ConversationContext extends PeerContext {
  /** Hands requests to the core. */
  readonly dispatcher: Dispatcher;
  /** Takes what happens. */
  readonly log: Log;
}

/** One connection from accept to close: a chat, a download, or a guest who speaks another protocol. */
export class Conversation {
  /** The connection. */
  readonly peer: Peer;
  readonly #context: ConversationContext;
  readonly #session: Session;
  readonly #deadlines: Deadlines;
  readonly #throttle?: Throttle;
  #name?: string;
  #downloading = false;
  /** Why the server ends it, once it does. */
  #ending?: string;

  /** Takes over a connection. */
  constructor(conn: Deno.TcpConn, context: ConversationContext) {
    const { limits, clock, dispatcher } = context;
    this.peer = new Peer(conn, context, (bytes) => this.#cut(bytes));
    this.#context = context;
    this.#deadlines = new Deadlines(limits, clock.now);
    if (limits.rate > 0) {
      this.#throttle = new Throttle(limits.rate, limits.burst, () => this.#slowed());
    }
    this.#session = dispatcher.connect(this);
  }

  /** Reads and obeys until either side ends it. A fault in doing so ends this conversation alone. */
  async run(): Promise<void> {
    this.#context.log({ type: "connection", peer: this.peer.address });
    let reason: string;
    try {
      reason = await this.#obey();
    } catch (error) {
      reason = this.#reply(error);
    }
    this.#leave();
    this.#context.log({ type: "ended", ...this.#subject(), reason: this.#ending ?? reason });
    await this.peer.end();
  }

  /** Ends it from the server's side and tells the client why. A running download goes on. */
  async close(body: ErrorBody): Promise<void> {
    if (this.#downloading) return;
    this.#ending ??= body.message;
    this.peer.notify({ type: "closing", ...body });
    await this.peer.end();
  }

  /** Ends it at once, without a word. */
  abandon(reason: string): void {
    this.#ending ??= reason;
    this.peer.destroy();
  }

  /** Ends it after the request at hand. */
  finish(reason: string): undefined {
    this.#ending = reason;
  }

  /** Ends it at once and without a word: the client is on another connection. */
  drop(): undefined {
    this.abandon("came back on another connection");
  }

  /** Notes what became of the client's name. */
  became(event: NameEvent): undefined {
    if (event.type !== "unnamed") this.#name = event.name;
    this.#context.log({ ...event, ...this.#subject() });
  }

  /** Sees to it that the client keeps its deadlines; to be called every second or so. */
  check(): void {
    this.peer.tidy();
    if (this.#ending !== undefined) return;
    const stage = this.#downloading ? "download" : this.#session.greeted ? "chat" : "opening";
    const progress = { stage, ...this.peer.progress } as const;
    const verdict = this.#deadlines.judge(progress, this.#context.clock.now);
    if (verdict === "ping") return this.peer.signal(FrameType.PING);
    if (verdict !== "wait") this.#expire(verdict.late);
  }

  #expire(message: string): void {
    this.#context.metrics.refuse("timed-out");
    if (this.#downloading) return this.abandon(message);
    this.#leave();
    this.close({ code: "timed-out", message });
  }

  /** Frees the name, before the client has heard the last words, or never does. */
  #leave(): void {
    this.#context.dispatcher.disconnect(this.#session);
  }

  #subject(): Subject {
    return { peer: this.peer.address, name: this.#name };
  }

  async #obey(): Promise<string> {
    for await (const frames of this.peer.frames()) {
      for (const frame of frames) {
        const turn = this.#throttle?.next();
        if (turn) await turn;
        if (this.#ending !== undefined) return this.#ending;
        const request = this.#requestIn(frame);
        if (request?.type === "download" && !this.#session.greeted) {
          return await this.#send(request);
        }
        const later = request && this.#handle(request);
        if (later) await later;
      }
      if (this.#ending !== undefined) return this.#ending;
      if (this.#session.greeted) this.peer.allowFullFrames();
    }
    return "hung up";
  }

  #handle(request: Request): Promise<void> | undefined {
    const { metrics, dispatcher } = this.#context;
    metrics.begin(request.type);
    try {
      return dispatcher.handle(this.#session, request);
    } finally {
      metrics.end();
    }
  }

  #requestIn(frame: Frame): Request | undefined {
    switch (frame.type) {
      case FrameType.REQUEST:
        return parseRequest(frame.payload);
      case FrameType.PING:
        return void this.peer.signal(FrameType.PONG);
      case FrameType.PONG:
        return undefined;
    }
    throw new ProtocolError("malformed-packet", `A client sends no frame of type ${frame.type}`);
  }

  async #send(request: Request<"download">): Promise<string> {
    const { dispatcher, metrics } = this.#context;
    this.#downloading = true;
    metrics.downloads++;
    try {
      return await dispatcher.files.send(this.peer, request);
    } catch (error) {
      if (error instanceof ProtocolError) {
        const body = errorBody(error);
        metrics.refuse(body.code);
        this.peer.reply({ id: request.id, error: body });
        return body.message;
      }
      // Whatever was said now would be taken for the file's bytes: the short body has to say it.
      this.peer.destroy();
      return `download failed, ${disconnectIn(error) ?? (error as Error).message}`;
    } finally {
      metrics.downloads--;
    }
  }

  /** Answers what broke the conversation; returns it for the log. */
  #reply(error: unknown): string {
    const lost = disconnectIn(error);
    if (lost || this.#ending !== undefined) return lost ?? "closed";
    const { metrics, log } = this.#context;
    if (error instanceof ForeignGuestError) {
      metrics.refuse("foreign");
      this.peer.send(answerTo(error.firstBytes));
      return error.message;
    }
    const body = errorBody(error);
    metrics.refuse(body.code);
    if (error instanceof MalformedRequestError) this.peer.reply({ id: error.id, error: body });
    if (!(error instanceof ProtocolError)) {
      log({ type: "fault", ...this.#subject(), error: `${(error as Error).stack ?? error}` });
    }
    this.peer.notify({ type: "closing", ...body });
    return body.message;
  }

  #slowed(): void {
    const { limits: { rate }, log, metrics } = this.#context;
    metrics.slowedClients++;
    log({ type: "slowed", ...this.#subject(), rate });
    this.peer.notify({ type: "slowed", rate });
  }

  /** Cuts a client that does not take what it is sent. */
  #cut(bytes: number): void {
    if (this.#ending !== undefined) return;
    const behind = `${format(bytes, BINARY)} behind`;
    this.#ending = `${this.#name ?? "the client"} was ${behind}`;
    this.#context.metrics.slowClients++;
    this.peer.cut({ type: "closing", code: "too-slow", message: `You were ${behind}` });
    // Not at once: somebody's broadcast is under way, and this leads to another one.
    queueMicrotask(() => this.#leave());
  }
}

const BINARY = { binary: true, minimumFractionDigits: 1, maximumFractionDigits: 1 };
