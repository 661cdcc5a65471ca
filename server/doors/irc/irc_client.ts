import type { Ask, Notice, Reply } from "../../../protocol/mod.ts";
import type { Encoding, Guest } from "../../delivery/guest.ts";
import type { Connection } from "../../net/connection.ts";
import { LineSplitter } from "../line_splitter.ts";
import { PendingReplies } from "../pending_replies.ts";
import { CapNegotiation } from "./capabilities.ts";
import type { IrcContext } from "./irc_context.ts";
import type { IrcEncoding } from "./irc_encoding.ts";
import { MAX_LINE_BYTES, MAX_TAG_BYTES } from "./irc_message.ts";
import { IrcOutput } from "./irc_output.ts";
import type { IrcMember } from "./irc_roster.ts";

const NOTHING = new Uint8Array(0);

/** Whom a client wants to hear of that has asked for nobody. */
const NOBODY: ReadonlySet<string> = new Set<string>();
const FAILED = "The server failed at this command";

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
export class IrcClient extends IrcOutput {
  /** What it has asked for of IRCv3. */
  readonly caps: CapNegotiation;
  /** What it said of itself. */
  readonly registration: Registration = {};
  /** The nicks that it monitors, folded. */
  monitored: ReadonlySet<string> = NOBODY;
  /** Cuts what arrives into lines. */
  readonly splitter: LineSplitter = new LineSplitter(MAX_LINE_BYTES + MAX_TAG_BYTES);
  /** The member of the room that it is, once it is registered. */
  member?: IrcMember;
  /** Whether it has said something that others may not have been sent yet. */
  hasSaid = false;
  readonly #replies = new PendingReplies();
  #shared: IrcEncoding;
  #encoding: Encoding;

  /** Becomes the occupant of a connection. */
  constructor(connection: Connection, context: IrcContext) {
    super(connection, context);
    this.caps = new CapNegotiation(context.unoffered);
    this.#encoding = this.#shared = context.encodings.for(this.caps, { isJoined: false });
  }

  /** Bytes of an incomplete line. */
  get pendingBytes(): number {
    return this.splitter.pendingBytes;
  }

  /** How many lines have arrived. */
  get received(): number {
    return this.splitter.lines;
  }

  /** What it is called in answers. */
  get nick(): string {
    return this.member?.nick ?? this.registration.nick ?? "*";
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
    const isJoined = this.member?.isJoined ?? false;
    this.#shared = this.context.encodings.for(this.caps, { isJoined });
    this.#encoding = this.#shared;
  }

  /** Until {@linkcode adjust}, does not tell the client of its own new name as others are told. */
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
    return this.seat.handle(this.#replies.expect(ask, then), bytes);
  }

  /** Takes a reply of the room. */
  reply(reply: Reply): void {
    this.#replies.settle(reply);
  }

  /** Queues lines that others are sent too. */
  override push(bytes: Uint8Array, at?: number): void {
    if (bytes.length > 0) super.push(bytes, at);
  }

  /** Says that the client's lines are read more slowly. */
  slowed(rate: number): void {
    this.notice(`You are sending too fast: your lines are read at ${rate} a second, none is lost`);
  }

  /** Asks the client whether it is there. */
  ping(): void {
    this.send({ command: "PING", params: [this.context.server] });
  }

  /** Frees the name, as no IRC client comes back, and tells the others why. */
  protected override leave(_how: "hung-up" | "lost", reason: string): void {
    if (this.member && !this.seat.isOver) this.context.world.explain(this.member.name, reason);
    const { nick } = this.registration;
    if (!this.member && nick) this.context.world.roster.unexpect(nick.normalize("NFC"));
    this.seat.leave("hung-up");
    this.context.clients.remove(this);
  }

  /** Says that the server failed. */
  protected endWith(error: unknown): string {
    this.logFault(error);
    this.sayGoodbye(FAILED);
    return FAILED;
  }
}
