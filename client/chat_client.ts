import type { Result } from "../protocol/mod.ts";
import { ChatSession } from "./session/chat_session.ts";
import type { ServerDialer } from "./net/server_dialer.ts";
import type { Dialect } from "./session/dialect.ts";
import { Downloads } from "./downloads/downloads.ts";
import { Conversation } from "./conversation/conversation.ts";
import { readAhead } from "./session/read_ahead.ts";
import { ProgressBoard } from "./screens/progress_board.ts";
import type { Screen } from "./screens/screen.ts";
import { SYSTEM_CLOCK } from "./conversation/system_clock.ts";

/** What a client is to do. */
export interface ChatClientOptions {
  /** The server to join. */
  server: ServerDialer;
  /** The name to take; without it, the client joins without one. */
  username?: string;
  /** How to read what is typed and show what happens. */
  dialect: Dialect;
  /**
   * The folder that the user's folder for downloads is made in.
   *
   * @default the working directory
   */
  downloads?: string;
  /** Where the user sees and types. */
  screen: Screen;
  /**
   * Whether to connect again when the connection is lost.
   *
   * @default {false}
   */
  reconnect?: boolean;
  /**
   * Whether a person types, who can leave at any time; a script's lines wait for the connection.
   *
   * @default {false}
   */
  interactive?: boolean;
}

/**
 * Runs a client until its user leaves or the connection is over.
 *
 * @returns Nothing, if the user left.
 * @throws {Error} If it could not join, or the connection ended otherwise; the message says which
 * server and why.
 */
export async function runChatClient(options: ChatClientOptions): Promise<void> {
  await new ChatClient(options).run();
}

/** Joins the parts of a client: what each needs, another does. */
class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #link: Conversation;
  readonly #session: ChatSession;
  readonly #downloads: Downloads;
  /** The first words of the dialect, and what they wait for. */
  #begun = Promise.resolve();
  /** Resolved when the user wants to leave, and there is nobody to say goodbye to. */
  readonly #gone = Promise.withResolvers<void>();
  #wantsToLeave = false;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    const { screen, dialect } = options;
    const ask: Conversation["ask"] = (...asked) => this.#link.ask(...asked);
    const downloads = this.#downloads = this.#makeDownloads(ask);
    this.#link = this.#makeLink();
    this.#session = new ChatSession(dialect, {
      ask,
      download: (...wanted) => downloads.get(...wanted),
      cancel: (...wanted) => downloads.cancel(...wanted),
      print: (line) => screen.print(line),
      adjust: (change) => screen.adjust(change),
    });
    this.#session.interactive = options.interactive ?? false;
  }

  async run(): Promise<void> {
    const { username, dialect, screen } = this.#options;
    screen.setCompleter((line) => this.#session.complete(line));
    let kept: Promise<void> | undefined;
    try {
      await this.#link.join(dialect.namesInHello ? username : undefined);
      kept = this.#link.keep();
      kept.catch(() => {});
      await Promise.race([this.#converse(), this.#gone.promise, kept]);
      await this.#link.leave();
    } finally {
      this.#link.close();
      await this.#downloads.close();
      await kept?.catch(() => {});
    }
  }

  #makeLink(): Conversation {
    const { server, reconnect = false } = this.#options;
    return new Conversation({
      where: server.where,
      dial: () => server.dial(),
      reconnect,
      name: () => this.#session.name,
      clock: SYSTEM_CLOCK,
      random: Math.random,
      onGreeted: (result, isFirst) => this.#greeted(result, isFirst),
      onNotice: (notice) => {
        this.#session.notice(notice);
        this.#showState();
      },
      onLost: (why) => this.#lost(why),
    });
  }

  #makeDownloads(ask: Conversation["ask"]): Downloads {
    const { server, downloads: root, screen } = this.#options;
    const board = new ProgressBoard({ draw: (lines) => screen.setStatus(lines) });
    return new Downloads({
      dial: () => server.dial(),
      ask,
      root,
      print: (line) => screen.print(line),
      progress: (...far) => board.update(...far),
    });
  }

  #greeted(result: Result<"hello">, isFirst: boolean): void {
    const { dialect, username } = this.#options;
    const later = dialect.namesInHello ? undefined : username;
    if (isFirst) this.#begun = this.#session.begin(result, later);
    else this.#session.comeBack(result);
    this.#showState();
  }

  #lost(why: string): void {
    this.#session.lose(why);
    this.#showState();
    if (this.#wantsToLeave) this.#gone.resolve();
  }

  #showState(): void {
    const { screen } = this.#options;
    screen.setPrompt(this.#session.prompt);
    screen.setWaiting(!this.#session.connected);
  }

  /** Takes typed lines until the user leaves, then waits for what is due. */
  async #converse(): Promise<void> {
    await this.#begun;
    this.#showState();
    for await (const line of this.#lines()) {
      if (!await this.#session.type(line)) break;
      this.#showState();
      await this.#link.ready();
    }
    this.#leave();
    await this.#session.settled();
  }

  /** What is typed; noticed at once by a person's client, though an answer may be waited for. */
  #lines(): AsyncIterable<string> {
    const { screen, interactive } = this.#options;
    if (!interactive) return screen.lines();
    return readAhead(screen.lines(), () => this.#link.hurry(), () => this.#leave());
  }

  /** A person leaves at once, downloads or not; a script waits for them, and for a connection. */
  #leave(): void {
    if (!this.#options.interactive) return;
    this.#wantsToLeave = true;
    void this.#downloads.close();
    if (!this.#link.connected) this.#gone.resolve();
  }
}
