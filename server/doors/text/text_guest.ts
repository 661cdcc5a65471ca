import type { Ask, ErrorBody, Notice, Reply } from "../../../protocol/mod.ts";
import type { PlainOutcome, PlainSession } from "../../../types/plain_session.d.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { Encoding } from "../../delivery/guest.ts";
import type { Connection } from "../../net/connection.ts";
import { ConnectionGuest } from "../connection_guest.ts";
import { LineSplitter, type SplitLine } from "../line_splitter.ts";
import { PendingReplies } from "../pending_replies.ts";
import { readOn } from "../read_on.ts";
import { editedLine } from "./line_editing.ts";
import { NamingDialogue } from "./naming_dialogue.ts";
import { TelnetFilter } from "./telnet_filter.ts";
import type { TextContext } from "./text_context.ts";

/** Most bytes of a line. */
const MAX_LINE_BYTES = 65_536;

/** How long somebody may take to find a name that is not taken, in ms. */
const NAMING_MS = 60_000;

const CR = 0x0d;
const UTF8 = new TextEncoder();
const LOSSY = new TextDecoder();

/** A person with `nc`, `telnet` or a serial terminal: lines in, lines out. */
export class TextGuest extends ConnectionGuest<TextContext> implements Encoding {
  readonly #session: PlainSession;
  readonly #naming: NamingDialogue;
  readonly #telnet = new TelnetFilter();
  readonly #splitter = new LineSplitter(MAX_LINE_BYTES);
  readonly #replies = new PendingReplies();
  #lineBytes = 0;
  #later?: Promise<void>;
  /** Ends the wait for what is due. */
  #release?: () => void;
  #lineEnd = "\n";
  /** What is being printed; undefined while lines are queued at once. */
  #printed?: string;

  /** Becomes the occupant of a connection. */
  constructor(connection: Connection, context: TextContext) {
    super(connection, context);
    const print = (line: string) => this.#print(line);
    const ask = (ask: Ask, settle: (outcome: PlainOutcome) => void) => this.#ask(ask, settle);
    this.#session = context.makeSession({
      ask,
      print,
      now: context.now,
      linkTo: (name, ticket) =>
        context.fileLink?.(name, context.hub.hasPassword ? ticket : undefined),
    });
    this.#naming = new NamingDialogue({
      ask,
      print,
      onNamed: (name, welcome) => this.#session.welcome(name, welcome),
    });
  }

  /** A person is given time, and cannot answer pings. */
  override get stage(): Stage {
    return "typing";
  }

  /** Bytes held of a line that has not ended. */
  get pendingBytes(): number {
    return this.#splitter.pendingBytes;
  }

  /** How many lines have arrived. */
  get received(): number {
    return this.#splitter.lines;
  }

  /** Each person has an encoding of its own: what it ignores is nobody else's. */
  get encoding(): Encoding {
    return this;
  }

  /**
   * Reads and carries out lines until either side ends the connection.
   *
   * @param first Bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  run(first: Uint8Array): Promise<string> {
    if (first.includes(CR)) this.#lineEnd = "\r\n";
    return this.conclude(this.#obeyAll(first));
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
    this.#replies.settle(reply);
  }

  /** Says that lines are read more slowly. */
  slowed(rate: number): void {
    this.push(this.encode({ type: "slowed", rate }));
  }

  /** Does nothing: a person cannot answer pings. */
  ping(): void {}

  /** Closes it, whatever is due. */
  override close(why: ErrorBody): Promise<void> {
    this.#release?.();
    return super.close(why);
  }

  /** Frees the name: nobody comes back here. */
  protected override leave(): void {
    this.#release?.();
    this.seat.leave("hung-up");
  }

  /** Writes why, in one line. */
  protected farewell({ message }: ErrorBody): Uint8Array {
    return UTF8.encode(`chat: ${message}${this.#lineEnd}`);
  }

  /** Says that the server failed. */
  protected endWith(error: unknown): string {
    this.logFault(error);
    this.#print("chat: The server failed at this line");
    return "the server failed";
  }

  async #obeyAll(first: Uint8Array): Promise<string> {
    const naming = setTimeout(() => this.#tooLateToName(), NAMING_MS);
    try {
      const reason = await readOn(this.connection, first, async (chunk) => {
        await this.#obeyLines(chunk);
        if (this.seat.isGreeted) clearTimeout(naming);
        return undefined;
      });
      const last = this.connection.ending === undefined ? this.#splitter.finish() : undefined;
      if (last) await this.#obey(last);
      await this.#settled();
      return reason;
    } finally {
      clearTimeout(naming);
    }
  }

  async #obeyLines(chunk: Uint8Array): Promise<void> {
    const { text, answer } = this.#telnet.take(chunk);
    if (answer.length > 0) this.connection.push(answer);
    for (const line of this.#splitter.split(text)) {
      await this.#obey(line);
      if (this.connection.ending !== undefined) return;
    }
  }

  async #obey(line: SplitLine): Promise<void> {
    this.#lineBytes = line?.length ?? MAX_LINE_BYTES;
    const typed = line && LOSSY.decode(line);
    await this.seat.admit(this.#lineBytes);
    if (this.connection.ending !== undefined) return;
    if (typed === undefined) return this.#print("chat: Not sent: a line has at most 64 KiB");
    if (!this.seat.isGreeted) await this.#naming.take(typed);
    else if (!await this.#session.type(editedLine(typed))) await this.#quit();
    await this.#later;
    this.#later = undefined;
  }

  /** Waits for answers and links that are due, while there is somebody to read them. */
  async #settled(): Promise<void> {
    if (this.connection.ending !== undefined) return;
    const released = new Promise<void>((resolve) => this.#release = resolve);
    await Promise.race([this.#session.settled(), released]);
  }

  async #quit(): Promise<void> {
    await this.#settled();
    if (this.connection.ending !== undefined) return;
    this.#ask({ type: "bye" }, () => this.finish("said goodbye"));
  }

  #ask(ask: Ask, settle: (outcome: PlainOutcome) => void): void {
    const request = this.#replies.expect(ask, settle);
    this.#later = this.seat.handle(request, this.#lineBytes) ?? this.#later;
  }

  #print(line: string): void {
    const text = `${line}\n`.replaceAll("\n", this.#lineEnd);
    if (this.#printed === undefined) this.connection.push(UTF8.encode(text));
    else this.#printed += text;
  }

  #tooLateToName(): void {
    this.expire({ code: "timed-out", message: "No name was taken for 60 s" });
  }
}
