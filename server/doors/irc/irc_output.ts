import type { ErrorBody } from "../../../protocol/mod.ts";
import { ConnectionGuest } from "../connection_guest.ts";
import type { CapNegotiation } from "./capabilities.ts";
import type { IrcContext } from "./irc_context.ts";
import { LabelScope } from "./label_scope.ts";
import { ERR, type IrcError } from "./numerics.ts";
import { isFor, lineFor, type Outgoing } from "./outgoing.ts";

const UTF8 = new TextEncoder();

/** How much of an answer is collected before it is queued, in UTF-16 units. */
const PIECE_UNITS = 16_384;

/** What an IRC client is sent: single messages, and answers to its commands, which leave together. */
export abstract class IrcOutput extends ConnectionGuest<IrcContext> {
  /** What the client has asked for of IRCv3. */
  abstract readonly caps: CapNegotiation;
  #scope?: LabelScope;
  #text = "";
  #isAnswering = false;
  #batches = 0;

  /** What the client is called in answers. */
  abstract get nick(): string;

  /** Begins the answer to a command; what is sent until {@linkcode endAnswer} leaves together. */
  beginAnswer(label: string | undefined): void {
    this.#isAnswering = true;
    if (label === undefined || !this.caps.has("labeled-response")) return;
    const batch = `l${++this.#batches}`;
    this.#scope = new LabelScope(label, batch, (message, more) => this.#write(message, more));
  }

  /** Ends the answer to a command, and sends the rest of it; returns how many bytes that is. */
  endAnswer(): number {
    this.#scope?.end();
    this.#scope = undefined;
    this.#isAnswering = false;
    return this.#flush();
  }

  /** A name for a batch that no other batch of the client has. */
  nextBatch(): string {
    return `b${++this.#batches}`;
  }

  /** Sends a message, if it is for clients like this one. */
  send(message: Outgoing, batch?: string): void {
    if (!isFor(message, this.caps)) return;
    if (batch !== undefined) this.#write(message, { batch });
    else if (this.#scope) this.#scope.send(message);
    else this.#write(message, {});
    if (!this.#isAnswering || this.#text.length > PIECE_UNITS) this.#flush();
  }

  /** Sends many messages, and waits while too much is queued. */
  async sendAll(messages: Iterable<Outgoing>, batch?: string): Promise<void> {
    for (const message of messages) {
      this.send(message, batch);
      if (this.connection.queuedBytes > 4 * PIECE_UNITS) await this.connection.drained();
      if (this.connection.ending !== undefined) return;
    }
  }

  /** Sends a numeric: the nick of the client stands before the parameters. */
  numeric(command: string, ...params: string[]): void {
    this.send({ command, params: [this.nick, ...params] });
  }

  /** Refuses something: the sentence of the numeric stands behind the parameters. */
  refuse(error: IrcError, ...params: string[]): undefined {
    const [numeric, sentence] = ERR[error];
    this.numeric(numeric, ...params, sentence);
  }

  /** Refuses something for which IRC has no numeric. */
  fail(command: string, code: string, ...params: string[]): undefined {
    if (this.caps.has("standard-replies")) {
      this.send({ command: "FAIL", params: [command, code, ...params] });
    } else this.notice(`${command}: ${params.at(-1)}`);
  }

  /** Tells the client something in a sentence. */
  notice(text: string): void {
    this.send({ command: "NOTICE", params: [this.nick, text] });
  }

  /** Sends the last line, ERROR. */
  sayGoodbye(reason: string): void {
    this.#flush();
    this.connection.push(goodbye(reason));
  }

  /** Says why, sends what is queued and ends. */
  override close(why: ErrorBody): Promise<void> {
    this.#flush();
    return super.close(why);
  }

  /** Writes the line ERROR. */
  protected farewell({ message }: ErrorBody): Uint8Array {
    return goodbye(message);
  }

  #write(message: Outgoing, connection: { label?: string; batch?: string }): void {
    const { server, now } = this.context;
    this.#text += lineFor(message, this.caps, { server, now: now(), ...connection });
  }

  #flush(): number {
    if (this.#text === "") return 0;
    const bytes = UTF8.encode(this.#text);
    this.#text = "";
    this.connection.push(bytes);
    return bytes.length;
  }
}

function goodbye(reason: string): Uint8Array {
  return UTF8.encode(`ERROR :Closing link: ${reason}\r\n`);
}
