import { format } from "@std/fmt/bytes";
import {
  type Ask,
  type ErrorBody,
  type Notice,
  PROTOCOL_VERSION,
  type Reply,
  type Request,
  type Result,
} from "../../../protocol/mod.ts";
import type { PlainOutcome, PlainSession } from "../../../types/plain_session.d.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { Encoding, Guest } from "../../delivery/guest.ts";
import type { Seat } from "../../hub/seat.ts";
import type { Connection, Occupant } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import { LineSplitter, type SplitLine } from "../line_splitter.ts";
import { editedLine } from "./line_editing.ts";
import { TelnetFilter } from "./telnet_filter.ts";
import type { TextContext } from "./text_context.ts";
import { nameInLine } from "./text_opening.ts";

/** Most bytes of a line. */
const MAX_LINE_BYTES = 65_536;

/** Bytes read at once from a person, and from a program that fills that. */
const IDLE_READ_BYTES = 512;
const BUSY_READ_BYTES = 16_384;

/** How long somebody may take to find a name that is not taken, in ms. */
const NAMING_MS = 60_000;

const CR = 0x0d;
const UTF8 = new TextEncoder();
const LOSSY = new TextDecoder();
const BINARY = { binary: true, minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** A person with `nc`, `telnet` or a serial terminal: lines in, lines out. */
export class TextGuest implements Guest, Encoding, Occupant {
  readonly #connection: Connection;
  readonly #context: TextContext;
  readonly #session: PlainSession;
  readonly #seat: Seat;
  readonly #telnet = new TelnetFilter();
  readonly #splitter = new LineSplitter(MAX_LINE_BYTES);
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #requests = 0;
  #lineBytes = 0;
  #later?: Promise<void>;
  #lineEnd = "\n";
  /** The name to take once the password is typed. */
  #lockedName?: string;
  /** What is being printed; undefined while lines are queued at once. */
  #printed?: string;

  /** Becomes the occupant of a connection. */
  constructor(connection: Connection, context: TextContext) {
    this.#connection = connection;
    this.#context = context;
    this.#seat = context.hub.seat(this, connection);
    this.#session = context.makeSession({
      ask: (ask, settle) => this.#ask(ask, settle),
      print: (line) => this.#print(line),
      now: context.now,
      linkTo: (name) => context.fileLink?.(name),
    });
    connection.occupant = this;
  }

  /** A person is given time, and cannot answer pings. */
  readonly stage: Stage = "typing";

  /** Bytes held of a line that has not ended. */
  get pendingBytes(): number {
    return this.#splitter.pendingBytes;
  }

  /** How many lines have arrived. */
  get received(): number {
    return this.#splitter.lines;
  }

  /** The name that the person has or had. */
  get name(): string | undefined {
    return this.#seat.name;
  }

  /** Each person has an encoding of its own: what it ignores is nobody else's. */
  get encoding(): Encoding {
    return this;
  }

  /** Whether so much waits to be sent that others should pause. */
  get isCrowded(): boolean {
    return this.#connection.isCrowded;
  }

  /**
   * Reads and carries out requests until either side ends the connection. A fault ends this
   * connection only.
   *
   * @param first Bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  async run(first: Uint8Array): Promise<string> {
    const naming = setTimeout(() => this.#tooLateToName(), NAMING_MS);
    try {
      if (first.includes(CR)) this.#lineEnd = "\r\n";
      return await this.#read(first, () => clearTimeout(naming));
    } catch (error) {
      return this.#explain(error);
    } finally {
      clearTimeout(naming);
      this.#seat.leave("hung-up");
    }
  }

  /** Writes a notice as the messenger prints it. */
  encode(notice: Notice): Uint8Array {
    this.#printed = "";
    this.#session.take(notice);
    const bytes = UTF8.encode(this.#printed);
    this.#printed = undefined;
    return bytes;
  }

  /** Takes the reply to a request. */
  reply(reply: Reply): void {
    const settle = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    settle?.(reply);
  }

  /** Queues lines. */
  push(bytes: Uint8Array, at?: number): void {
    this.#connection.push(bytes, at);
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.#connection.whenRelieved();
  }

  /** Resolves once all that was queued has been sent. */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Says that lines are read more slowly. */
  slowed(rate: number): void {
    this.push(this.encode({ type: "slowed", rate }));
  }

  /** Ends it after the line at hand. */
  finish(reason: string): void {
    this.#connection.ending ??= reason;
  }

  /** Ends it at once: the room has given its place to another connection. */
  replaced(): void {
    this.finish("came back on another connection");
    this.#connection.destroy();
  }

  /** Says nothing: a person is not to answer pings. */
  ping(): void {}

  /** Frees the name, says why, and ends. */
  expire(why: ErrorBody): void {
    this.#seat.leave("hung-up");
    this.close(why);
  }

  /** Says why, sends what is queued and ends. */
  async close({ message }: ErrorBody): Promise<void> {
    this.#connection.ending ??= message;
    this.#seat.wake();
    this.#print(`chat: ${message}`);
    await this.#connection.end();
  }

  /** Cuts a person who does not take what is sent. */
  overflow(bytes: number): void {
    if (this.#connection.ending !== undefined) return;
    const behind = `${format(bytes, BINARY)} behind`;
    this.#connection.ending = `${this.name ?? "the client"} was ${behind}`;
    this.#context.metrics.slowClients++;
    this.#connection.cut(UTF8.encode(`chat: You were ${behind}${this.#lineEnd}`));
    // Not at once: a broadcast is under way, and leaving leads to another one.
    queueMicrotask(() => this.#seat.leave("hung-up"));
  }

  /** Frees the name of a person whose connection broke while it was written to. */
  broke(): void {
    this.#seat.leave("hung-up");
  }

  async #read(first: Uint8Array, onNamed: () => void): Promise<string> {
    let chunk: Uint8Array | undefined = first;
    let buffer = new Uint8Array(IDLE_READ_BYTES);
    while (chunk) {
      for (const line of this.#linesIn(chunk)) {
        await this.#obey(line);
        if (this.#seat.isGreeted) onNamed();
        if (this.#connection.ending !== undefined) return this.#connection.ending;
      }
      const count: number | null = await this.#connection.read(buffer);
      if (this.#connection.ending !== undefined) return this.#connection.ending;
      chunk = count === null ? undefined : buffer.slice(0, count);
      const wanted = count === buffer.length ? BUSY_READ_BYTES : IDLE_READ_BYTES;
      if (wanted !== buffer.length) buffer = new Uint8Array(wanted);
    }
    const last = this.#splitter.finish();
    if (last) await this.#obey(last);
    return "hung up";
  }

  #linesIn(chunk: Uint8Array): Iterable<SplitLine> {
    const { text, answer } = this.#telnet.take(chunk);
    if (answer.length > 0) this.#connection.push(answer);
    return this.#splitter.split(text);
  }

  async #obey(line: SplitLine): Promise<void> {
    this.#lineBytes = line?.length ?? MAX_LINE_BYTES;
    const typed = line && LOSSY.decode(line);
    await this.#seat.admit(this.#lineBytes);
    if (this.#connection.ending !== undefined) return;
    if (typed === undefined) return this.#print("chat: Not sent: a line has at most 64 KiB");
    if (this.#lockedName !== undefined) await this.#takePassword(typed, this.#lockedName);
    else if (!this.#seat.isGreeted) await this.#takeName(nameInLine(typed));
    else if (!await this.#session.type(editedLine(typed))) this.#quit();
    await this.#later;
    this.#later = undefined;
  }

  async #takeName(name: string): Promise<void> {
    if (name === "") return this.#print("Type your name and press Enter.");
    const hello = { type: "hello", version: PROTOCOL_VERSION, name } as const;
    await new Promise<void>((resolve) =>
      this.#ask(hello, (outcome) => {
        if ("error" in outcome && outcome.error.code === "password-needed") {
          this.#lockedName = name;
          this.#print("This server asks for a password. Type it and press Enter.");
        } else if ("error" in outcome) {
          this.#print(`chat: ${outcome.error.message}. Type another name and press Enter.`);
        } else {
          const { name: taken, welcome } = outcome.ok as Result<"hello">;
          this.#session.welcome(taken!, welcome);
        }
        resolve();
      })
    );
  }

  /** Takes the password, and then the name that was typed before it. */
  async #takePassword(password: string, name: string): Promise<void> {
    this.#lockedName = undefined;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#ask({ type: "unlock", password }, (outcome) => {
      if ("error" in outcome) this.#print(`chat: ${outcome.error.message}.`);
      resolve(!("error" in outcome));
    });
    if (await promise) await this.#takeName(name);
  }

  #quit(): void {
    this.#ask({ type: "bye" }, () => this.finish("said goodbye"));
  }

  #ask(ask: Ask, settle: (outcome: PlainOutcome) => void): void {
    const id = ++this.#requests;
    this.#waiting.set(id, (reply) => settle(reply));
    this.#later = this.#seat.handle({ ...ask, id } as Request, this.#lineBytes) ?? this.#later;
  }

  #print(line: string): void {
    const text = `${line}\n`.replaceAll("\n", this.#lineEnd);
    if (this.#printed === undefined) this.#connection.push(UTF8.encode(text));
    else this.#printed += text;
  }

  #tooLateToName(): void {
    this.expire({ code: "timed-out", message: "No name was taken for 60 s" });
  }

  /** Tells the client which error ended the conversation; returns the reason for the log. */
  #explain(error: unknown): string {
    const lost = disconnectIn(error);
    if (lost || this.#connection.ending !== undefined) return lost ?? "closed";
    const { address: peer } = this.#connection;
    const text = `${(error as Error).stack ?? error}`;
    this.#context.log({ type: "fault", peer, name: this.name, error: text });
    this.#print("chat: The server failed at this line");
    return "the server failed";
  }
}
