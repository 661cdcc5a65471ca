import type { Connection } from "../../net/connection.ts";
import type { SplitLine } from "../line_splitter.ts";
import { readOn } from "../read_on.ts";
import { IRC_COMMANDS } from "./commands/irc_commands.ts";
import { IrcClient } from "./irc_client.ts";
import type { IrcContext } from "./irc_context.ts";
import {
  type IrcMessage,
  MAX_CLIENT_TAG_BYTES,
  MAX_LINE_BYTES,
  parseIrcLine,
} from "./irc_message.ts";

/** Bytes of an answer that are free. A longer answer is charged by its length. */
const FREE_ANSWER_BYTES = 4_096;

const SPACE = 0x20;
const AT = 0x40;
const UTF8 = new TextDecoder("utf-8", { fatal: true });
const LOSSY = new TextDecoder();

/** Commands whose effect need not be delivered before the next command runs. */
const SAYING: ReadonlySet<string> = new Set(["PRIVMSG", "NOTICE"]);

/** Serves one connection of the IRC door: reads lines and obeys them, until either side ends it. */
export class IrcSession {
  readonly #client: IrcClient;
  readonly #connection: Connection;

  /** Takes over a connection. */
  constructor(connection: Connection, context: IrcContext) {
    this.#connection = connection;
    this.#client = new IrcClient(connection, context);
    context.clients.add(this.#client);
  }

  /**
   * Serves.
   *
   * @param first Bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  run(first: Uint8Array): Promise<string> {
    return this.#client.conclude(
      readOn(this.#connection, first, (chunk) => this.#take(chunk)),
    );
  }

  async #take(chunk: Uint8Array): Promise<undefined> {
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

  /** Refuses a line that is not UTF-8, as UTF8ONLY in 005 says. */
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

  /** Runs a command after the others have been sent what the client said in this tick. */
  async #answerAfterTelling(message: IrcMessage, bytes: number): Promise<void> {
    this.#client.hasSaid = false;
    await Promise.resolve();
    await this.#answer(message, bytes);
  }

  /** Ends an answer. A long one is charged like input of the same length. */
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
}

/** Number of bytes of a line without its tags. */
function bodyBytes(line: Uint8Array): number {
  if (line[0] !== AT) return line.length;
  const space = line.indexOf(SPACE);
  return space < 0 ? 0 : line.length - space - 1;
}
