import { format } from "@std/fmt/bytes";
import type { Ask, ErrorBody, Notice, Reply, Request } from "../../../protocol/mod.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { Encoding, Guest } from "../../delivery/guest.ts";
import type { Seat } from "../../hub/seat.ts";
import type { Connection, Occupant } from "../../net/connection.ts";
import { LineSplitter } from "../line_splitter.ts";
import { CapNegotiation } from "./capabilities.ts";
import type { IrcContext } from "./irc_context.ts";
import type { IrcEncoding } from "./irc_encoding.ts";
import { MAX_LINE_BYTES, MAX_TAG_BYTES } from "./irc_message.ts";
import { IrcOutput } from "./irc_output.ts";
import type { IrcMember } from "./irc_roster.ts";

const UTF8 = new TextEncoder();
const NOTHING = new Uint8Array(0);
const BINARY = { binary: true, minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** What a client says of itself before it is registered. */
export interface Registration {
  /** The nick that it wants. */
  nick?: string;
  /** Its user name. */
  user?: string;
  /** Its real name. */
  realname?: string;
  /** The password that it gave. */
  password?: string;
}

/** A client that speaks IRC: what is known of it, and what it is sent. */
export class IrcClient extends IrcOutput implements Guest, Occupant {
  /** What it has asked for of IRCv3. */
  readonly caps: CapNegotiation;
  /** What it said of itself. */
  readonly registration: Registration = {};
  /** The nicks whose coming and going it wants to hear of, folded. */
  readonly monitored = new Set<string>();
  /** Cuts what arrives into lines. */
  readonly splitter: LineSplitter = new LineSplitter(MAX_LINE_BYTES + MAX_TAG_BYTES);
  /** Its place at the hub. */
  readonly seat: Seat;
  /** The member of the room that it is, once it is registered. */
  member?: IrcMember;
  /** Whether it has said something that others may not have been sent yet. */
  hasSaid = false;
  readonly #connection: Connection;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #shared: IrcEncoding;
  #encoding: Encoding;
  #requests = 0;

  /** Becomes the occupant of a connection. */
  constructor(connection: Connection, context: IrcContext) {
    super(connection, context);
    this.#connection = connection;
    this.caps = new CapNegotiation(context.unoffered);
    this.#encoding = this.#shared = context.encodings.for(this.caps, false);
    this.seat = context.hub.seat(this, connection);
    connection.occupant = this;
  }

  /** A chat, once it is registered. */
  get stage(): Stage {
    return this.member || this.seat.hasKnocked ? "chat" : "opening";
  }

  /** Bytes held of a half-sent line. */
  get pendingBytes(): number {
    return this.splitter.pendingBytes;
  }

  /** How many lines have arrived. */
  get received(): number {
    return this.splitter.lines;
  }

  /** The client's current or last name. */
  get name(): string | undefined {
    return this.seat.name;
  }

  /** What it is called in answers. */
  get nick(): string {
    return this.member?.nick ?? this.registration.nick ?? "*";
  }

  /** Whether so much waits to be sent that others should pause. */
  get isCrowded(): boolean {
    return this.#connection.isCrowded;
  }

  /** How notices are encoded for it. */
  get encoding(): Encoding {
    return this.#encoding;
  }

  /** The encoding of all clients like it. */
  get shared(): IrcEncoding {
    return this.#shared;
  }

  /** Follows a change of its capabilities, or of its being in the channel. */
  adjust(): void {
    this.#shared = this.context.encodings.for(this.caps, this.member?.isJoined ?? false);
    this.#encoding = this.#shared;
  }

  /** Keeps the client from hearing of its own new name as others do; until {@linkcode adjust}. */
  expectOwnName(name: string): void {
    const shared = this.#shared;
    this.#encoding = {
      encode(notice: Notice, guest: Guest) {
        const bytes = shared.encode(notice, guest);
        return notice.type === "renamed" && notice.to === name ? NOTHING : bytes;
      },
    };
  }

  /**
   * Asks the room.
   *
   * @param bytes How many bytes the line has.
   * @param then Takes the reply.
   * @returns What to wait for before the next line, if anything.
   */
  ask(ask: Ask, bytes: number, then: (reply: Reply) => void): Promise<void> | undefined {
    const id = ++this.#requests;
    this.#waiting.set(id, then);
    return this.seat.handle({ ...ask, id } as Request, bytes);
  }

  /** Takes a reply of the room. */
  reply(reply: Reply): void {
    const then = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    then?.(reply);
  }

  /** Queues lines that others are sent too. */
  push(bytes: Uint8Array, at?: number): void {
    if (bytes.length > 0) this.#connection.push(bytes, at);
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.#connection.whenRelieved();
  }

  /** Resolves once all that was queued has been sent. */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Says that the client's lines are read more slowly. */
  slowed(rate: number): void {
    this.notice(`You are sending too fast: your lines are read at ${rate} a second, none is lost`);
  }

  /** Ends it after the command at hand. */
  finish(reason: string): void {
    this.#connection.ending ??= reason;
  }

  /** Ends it at once: the room has given its place to another connection. */
  replaced(): void {
    this.finish("came back on another connection");
    this.#connection.destroy();
  }

  /** Asks the client whether it is there. */
  ping(): void {
    this.send({ command: "PING", params: [this.context.server] });
  }

  /** Frees the name and the connection of a client that was silent for too long. */
  expire(why: ErrorBody): void {
    this.leave(why.message);
    this.close(why);
  }

  /** Says why, sends what is queued and ends. */
  async close({ message }: ErrorBody): Promise<void> {
    this.#connection.ending ??= message;
    this.seat.wake();
    this.sayGoodbye(message);
    await this.#connection.end();
  }

  /** Cuts a client that does not take what it is sent. */
  overflow(bytes: number): void {
    if (this.#connection.ending !== undefined) return;
    const behind = `${format(bytes, BINARY)} behind`;
    this.#connection.ending = `${this.name ?? "the client"} was ${behind}`;
    this.context.metrics.slowClients++;
    this.#connection.cut(UTF8.encode(`ERROR :Closing link: you were ${behind}\r\n`));
    // Not at once: a broadcast is under way, and leaving leads to another one.
    queueMicrotask(() => this.leave("Took too little of what it was sent"));
  }

  /** Frees the name of a client whose connection broke while it was written to. */
  broke(): void {
    this.leave("Connection lost");
  }

  /** Leaves the room; others are told why. May be called again, to no effect. */
  leave(reason: string): void {
    if (this.member && !this.seat.isOver) this.context.world.explain(this.member.name, reason);
    const { nick } = this.registration;
    if (!this.member && nick) this.context.world.roster.unexpect(nick.normalize("NFC"));
    this.seat.leave("hung-up");
    this.context.clients.remove(this);
  }
}
