import {
  type ErrorBody,
  errorBody,
  type Frame,
  FrameType,
  MalformedRequestError,
  parseRequest,
  ProtocolError,
  type Request,
} from "../protocol/mod.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Session } from "./effects.ts";
import { answerTo, ForeignGuestError } from "./foreign_guest.ts";
import type { Log, NameEvent, Subject } from "./log.ts";
import { Peer } from "./peer.ts";

/** What the system calls a connection that is gone, and what that means for the log. */
const DISCONNECTS = [
  [Deno.errors.ConnectionReset, "connection reset"],
  [Deno.errors.BrokenPipe, "connection reset"],
  [Deno.errors.ConnectionAborted, "connection aborted"],
  [Deno.errors.TimedOut, "connection timed out"],
  [Deno.errors.NotConnected, "connection lost"],
  [Deno.errors.BadResource, "connection closed"],
  [Deno.errors.Interrupted, "connection closed"],
] as const;

/** One connection from accept to close: a chat, a download, or a guest who speaks another protocol. */
export class Conversation {
  /** The connection. */
  readonly peer: Peer;
  readonly #dispatcher: Dispatcher;
  readonly #session: Session;
  readonly #log: Log;
  #name?: string;
  #downloading = false;
  /** Why the server ends it, once it does. */
  #ending?: string;

  /** Takes over a connection. */
  constructor(conn: Deno.TcpConn, dispatcher: Dispatcher, log: Log, maxQueueBytes: number) {
    this.peer = new Peer(conn, maxQueueBytes, (bytes) => this.#cut(bytes));
    this.#dispatcher = dispatcher;
    this.#log = log;
    this.#session = dispatcher.connect(this);
  }

  /** Reads and obeys until either side ends it; never fails. */
  async run(): Promise<void> {
    this.#log({ type: "connection", peer: this.peer.address });
    let reason: string;
    try {
      reason = await this.#obey();
    } catch (error) {
      reason = this.#reply(error);
    }
    this.#dispatcher.disconnect(this.#session);
    this.#log({ type: "ended", ...this.#subject(), reason: this.#ending ?? reason });
    await this.peer.end();
  }

  /** Ends it from the server's side, telling the client why where there is a way to. */
  async close(body: ErrorBody): Promise<void> {
    this.#ending ??= body.message;
    if (this.#downloading) return this.peer.destroy();
    this.peer.notify({ type: "closing", ...body });
    await this.peer.end();
  }

  /** Ends it after the request at hand. */
  finish(reason: string): undefined {
    this.#ending = reason;
  }

  /** Ends it at once and without a word: the client is on another connection. */
  drop(): undefined {
    this.#ending = "came back on another connection";
    this.peer.destroy();
  }

  /** Notes what became of the client's name. */
  became(event: NameEvent): undefined {
    if (event.type !== "unnamed") this.#name = event.name;
    this.#log({ ...event, ...this.#subject() });
  }

  #subject(): Subject {
    return { peer: this.peer.address, name: this.#name };
  }

  async #obey(): Promise<string> {
    for await (const frames of this.peer.frames()) {
      for (const frame of frames) {
        if (this.#ending !== undefined) return this.#ending;
        const request = this.#requestIn(frame);
        if (request?.type === "download" && !this.#session.greeted) {
          return await this.#send(request);
        }
        const later = request && this.#dispatcher.handle(this.#session, request);
        if (later) await later;
      }
      if (this.#ending !== undefined) return this.#ending;
      if (this.#session.greeted) this.peer.allowFullFrames();
    }
    return "hung up";
  }

  #requestIn(frame: Frame): Request | undefined {
    switch (frame.type) {
      case FrameType.REQUEST:
        return parseRequest(frame.payload);
      case FrameType.PING:
        return void this.peer.pong();
      case FrameType.PONG:
        return undefined;
    }
    throw new ProtocolError("malformed-packet", `A client sends no frame of type ${frame.type}`);
  }

  async #send(request: Request<"download">): Promise<string> {
    try {
      this.#downloading = true;
      return await this.#dispatcher.files.send(this.peer, request);
    } catch (error) {
      if (error instanceof ProtocolError) {
        this.peer.reply({ id: request.id, error: errorBody(error) });
        return error.message;
      }
      // Whatever was said now would be taken for the file's bytes: the short body has to say it.
      this.peer.destroy();
      return `download failed, ${reasonFor(error) ?? (error as Error).message}`;
    }
  }

  /** Answers what broke the conversation; returns it for the log. */
  #reply(error: unknown): string {
    const lost = reasonFor(error);
    if (lost || this.#ending !== undefined) return lost ?? "closed";
    if (error instanceof ForeignGuestError) {
      this.peer.send(answerTo(error.firstBytes));
      return error.message;
    }
    const body = errorBody(error);
    if (error instanceof MalformedRequestError) this.peer.reply({ id: error.id, error: body });
    if (!(error instanceof ProtocolError)) {
      this.#log({ type: "fault", ...this.#subject(), error: `${(error as Error).stack ?? error}` });
    }
    this.peer.notify({ type: "closing", ...body });
    return body.message;
  }

  #cut(bytes: number): void {
    this.#ending = `was ${bytes} bytes behind`;
    this.peer.destroy();
  }
}

function reasonFor(error: unknown): string | undefined {
  return DISCONNECTS.find(([type]) => error instanceof type)?.[1];
}
