import type { Connection } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import type { SplitLine } from "../line_splitter.ts";
import { IRC_COMMANDS } from "./commands/irc_commands.ts";
import { IrcClient } from "./irc_client.ts";
import type { IrcContext } from "./irc_context.ts";
import {
  type IrcMessage,
  MAX_CLIENT_TAG_BYTES,
  MAX_LINE_BYTES,
  parseIrcLine,
} from "./irc_message.ts";

/** Bytes read at once from a client that says little; held for each client all the time. */
const IDLE_READ_BYTES = 512;

/** Bytes read at once from a client after it has filled the small buffer. */
const BUSY_READ_BYTES = 16_384;

/** Bytes of an answer that cost nothing beside the command; long lists are charged by length. */
const FREE_ANSWER_BYTES = 4_096;

const SPACE = 0x20;
const AT = 0x40;
const UTF8 = new TextDecoder("utf-8", { fatal: true });
const LOSSY = new TextDecoder();

/** Commands after which others need not have been told before the next line is obeyed. */
const SAYING: ReadonlySet<string> = new Set(["PRIVMSG", "NOTICE"]);

/**
 * Serves one connection of the IRC door: reads lines and obeys them, until either side ends it. A
 * fault in doing so ends this connection alone.
 */
export class IrcSession {
  readonly #client: IrcClient;
  readonly #connection: Connection;
  readonly #context: IrcContext;

  /** Takes over a connection. */
  constructor(connection: Connection, context: IrcContext) {
    this.#connection = connection;
    this.#context = context;
    this.#client = new IrcClient(connection, context);
    context.clients.add(this.#client);
  }

  /**
   * Serves.
   *
   * @param first Bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  async run(first: Uint8Array): Promise<string> {
    let reason = "Connection closed";
    try {
      return await this.#read(first);
    } catch (error) {
      reason = this.#explain(error);
      return reason;
    } finally {
      this.#client.leave(reason);
    }
  }

  async #read(first: Uint8Array): Promise<string> {
    let chunk = first;
    let buffer = new Uint8Array(IDLE_READ_BYTES);
    while (true) {
      await this.#take(chunk);
      if (this.#connection.ending !== undefined) return this.#connection.ending;
      const count = await this.#connection.read(buffer);
      if (this.#connection.ending !== undefined) return this.#connection.ending;
      if (count === null) return "hung up";
      chunk = buffer.subarray(0, count);
      const wanted = count === buffer.length ? BUSY_READ_BYTES : IDLE_READ_BYTES;
      if (wanted !== buffer.length) buffer = new Uint8Array(wanted);
    }
  }

  async #take(chunk: Uint8Array): Promise<void> {
    const { seat, splitter } = this.#client;
    for (const line of splitter.split(chunk)) {
      if (line?.length === 0) continue;
      const bytes = line?.length ?? MAX_LINE_BYTES;
      const turn = seat.admit(bytes);
      if (turn) await turn;
      if (this.#connection.ending !== undefined) return;
      const later = this.#obey(line, bytes);
      if (later) await later;
      if (this.#connection.ending !== undefined) return;
    }
  }

  #obey(line: SplitLine, bytes: number): Promise<void> | undefined {
    if (
      !line || bodyBytes(line) > MAX_LINE_BYTES - 2 ||
      line.length - bodyBytes(line) > MAX_CLIENT_TAG_BYTES
    ) {
      return this.#client.refuse("INPUTTOOLONG");
    }
    let text: string;
    try {
      text = UTF8.decode(line);
    } catch {
      return this.#refuseBytes(line);
    }
    const message = parseIrcLine(text);
    if (message) return this.#answer(message, bytes);
  }

  /** What is no UTF-8 is refused as a whole, as UTF8ONLY in 005 says. */
  #refuseBytes(line: Uint8Array): undefined {
    const { command = "*", tags } = parseIrcLine(LOSSY.decode(line)) ?? {};
    this.#client.beginAnswer(tags?.get("label"));
    this.#client.send({
      command: "FAIL",
      params: [command, "INVALID_UTF8", "Your message is not UTF-8 and was ignored"],
    });
    this.#client.endAnswer();
  }

  #answer(message: IrcMessage, bytes: number): Promise<void> | undefined {
    const client = this.#client;
    if (client.hasSaid && !SAYING.has(message.command)) {
      return this.#answerAfterTelling(message, bytes);
    }
    client.beginAnswer(message.tags.get("label"));
    const later = this.#run(message, bytes);
    if (later) return later.finally(() => this.#end());
    return this.#end();
  }

  /** What the client said in this tick reaches others before what it does now. */
  async #answerAfterTelling(message: IrcMessage, bytes: number): Promise<void> {
    this.#client.hasSaid = false;
    await Promise.resolve();
    await this.#answer(message, bytes);
  }

  /** Ends an answer; a long one is charged as the lines are that it is as long as. */
  #end(): Promise<void> | undefined {
    const bytes = this.#client.endAnswer();
    return bytes > FREE_ANSWER_BYTES ? this.#client.seat.admit(bytes) : undefined;
  }

  #run(message: IrcMessage, bytes: number): Promise<void> | undefined {
    const client = this.#client;
    const { command, params } = message;
    const known = Object.hasOwn(IRC_COMMANDS, command) ? IRC_COMMANDS[command]! : undefined;
    if (!client.member && !known?.isEarly) return client.refuse("NOTREGISTERED");
    if (!known) return client.refuse("UNKNOWNCOMMAND", command);
    if (params.length < (known.least ?? 0)) return client.refuse("NEEDMOREPARAMS", command);
    const turn = known.isTold ? client.seat.announce(bytes) : undefined;
    const run = () => known.run(client, message, bytes) ?? undefined;
    return turn ? turn.then(run) : run();
  }

  /** Tells the client which error ended the conversation; returns the reason for the log. */
  #explain(error: unknown): string {
    const lost = disconnectIn(error);
    if (lost || this.#connection.ending !== undefined) return lost ?? "closed";
    const { address: peer } = this.#connection;
    const { name } = this.#client;
    this.#context.log({ type: "fault", peer, name, error: `${(error as Error).stack ?? error}` });
    this.#client.sayGoodbye("The server failed at this command");
    return "The server failed at this command";
  }
}

/** How many bytes a line has beside its tags. */
function bodyBytes(line: Uint8Array): number {
  if (line[0] !== AT) return line.length;
  const space = line.indexOf(SPACE);
  return space < 0 ? 0 : line.length - space - 1;
}
