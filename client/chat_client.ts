import type { PasswordSource } from "./conversation/password_source.ts";
import { Conversation } from "./conversation/conversation.ts";
import type { ConversationEvent } from "./conversation/events.ts";
import { SYSTEM_CLOCK } from "./conversation/system_clock.ts";
import { Downloads } from "./downloads/downloads.ts";
import { retryStatus } from "./dialects/words/connection_words.ts";
import { dial } from "./net/dial.ts";
import { ServerRing } from "./net/server_ring.ts";
import type { Target } from "./net/target.ts";
import { Countdown } from "./screens/countdown.ts";
import { ProgressBoard } from "./screens/progress_board.ts";
import type { Screen } from "./screens/screen.ts";
import { ChatSession } from "./session/chat_session.ts";
import type { Dialect } from "./session/dialect.ts";

/** Options of {@linkcode runChatClient}. */
export interface ChatClientOptions {
  /** The server to join. */
  target: Target;
  /** The servers of its room, which are tried in turn; by default, there is one. */
  ring?: ServerRing;
  /** The server's password, if the user gave one. */
  password?: PasswordSource;
  /** The name to take. Without it, the client joins without a name. */
  username?: string;
  /**
   * How many earlier messages to show on joining.
   *
   * @default {0}
   */
  earlier?: number;
  /** The dialect: reads typed lines and renders events. */
  dialect: Dialect;
  /**
   * The folder in which the user's folder for downloads is created.
   *
   * @default the working directory
   */
  downloads?: string;
  /** The screen that the user sees and types on. */
  screen: Screen;
  /**
   * Whether to connect again when the connection is lost.
   *
   * @default {false}
   */
  reconnect?: boolean;
  /**
   * Whether a person types, who can leave at any time. The lines of a script wait for the
   * connection.
   *
   * @default {false}
   */
  interactive?: boolean;
}

/**
 * Runs a client until its user leaves or the connection is over.
 *
 * @returns When the user has left: whether everything typed was done, without an error.
 * @throws {ConversationError} If it could not join, or the connection ended for another reason.
 */
export async function runChatClient(options: ChatClientOptions): Promise<boolean> {
  return await new ChatClient(options).run();
}

/** Connects the parts of a client with each other. */
class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #ring: ServerRing;
  readonly #conversation: Conversation;
  readonly #session: ChatSession;
  readonly #downloads: Downloads;
  /** Takes the name of the command line; typed lines wait for it. */
  #begun = Promise.resolve();
  /** Resolves when the user wants to leave and there is no connection. */
  readonly #gone = Promise.withResolvers<void>();
  #wantsToLeave = false;
  #status: { readonly progress: readonly string[]; readonly offline?: string } = { progress: [] };
  readonly #countdown = new Countdown((offline) => this.#setStatus({ offline }));

  constructor(options: ChatClientOptions) {
    this.#options = options;
    const { screen, dialect, target } = options;
    this.#ring = options.ring ??
      new ServerRing({ targets: [target], dialerOf: (each) => ({ dial: () => dial(each) }) });
    this.#downloads = this.#makeDownloads();
    this.#conversation = this.#makeConversation();
    this.#session = new ChatSession(dialect, {
      ask: (...asked) => this.#conversation.ask(...asked),
      download: (...wanted) => this.#downloads.get(...wanted),
      cancel: (...wanted) => this.#downloads.cancel(...wanted),
      running: () => this.#downloads.running,
      print: (line) => screen.print(line),
      adjust: (change) => screen.adjust(change),
    });
    this.#session.interactive = options.interactive ?? false;
  }

  async run(): Promise<boolean> {
    const { username, dialect, screen } = this.#options;
    screen.setRules(this.#session);
    let kept: Promise<void> | undefined;
    try {
      await this.#conversation.join(dialect.namesInHello ? username : undefined);
      kept = this.#conversation.keep();
      kept.catch(() => {});
      await Promise.race([this.#converse(), this.#gone.promise, kept]);
      await this.#conversation.leave();
      return !this.#session.hasFailed;
    } finally {
      this.#countdown.stop();
      this.#conversation.close();
      await this.#downloads.close();
      await kept?.catch(() => {});
    }
  }

  #makeConversation(): Conversation {
    const { password, reconnect = false, earlier } = this.#options;
    const ring = this.#ring;
    return new Conversation({
      earlier,
      get target() {
        return ring.current;
      },
      dial: () => ring.dial(),
      turn: () => ring.turn(),
      onGreeted: (servers) => ring.greeted(servers),
      password,
      reconnect,
      name: () => this.#session.name,
      clock: SYSTEM_CLOCK,
      random: Math.random,
      onEvent: (event) => this.#take(event),
    });
  }

  #makeDownloads(): Downloads {
    const { downloads: root } = this.#options;
    const board = new ProgressBoard({ draw: (lines) => this.#setStatus({ progress: lines }) });
    return new Downloads({
      dial: () => this.#ring.dial(),
      ask: (...asked) => this.#conversation.ask(...asked),
      root,
      progress: (...far) => board.update(...far),
    });
  }

  #take(event: ConversationEvent): void {
    const { dialect, username, interactive } = this.#options;
    this.#session.take(event);
    this.#showState();
    if (event.type === "welcomed" || event.type === "back") this.#countdown.stop();
    if (event.type === "waiting" && interactive) {
      this.#countdown.start(event.ms, (left) => retryStatus(event.end, left));
    }
    if (event.type === "welcomed" && username !== undefined && !dialect.namesInHello) {
      this.#begun = this.#session.login(username);
    }
    if (event.type === "lost" && this.#wantsToLeave) this.#gone.resolve();
  }

  /** Shows what stands between the log and the prompt. */
  #setStatus(change: { progress?: readonly string[]; offline?: string }): void {
    this.#status = { ...this.#status, ...change };
    const { progress, offline } = this.#status;
    this.#options.screen.setStatus(offline === undefined ? progress : [...progress, offline]);
  }

  #showState(): void {
    const { screen } = this.#options;
    screen.setPrompt(this.#session.prompt);
    screen.setWaiting(!this.#session.connected);
  }

  /** Handles typed lines until the user leaves, then waits for answers and downloads. */
  async #converse(): Promise<void> {
    await this.#begun;
    this.#showState();
    for await (const line of this.#lines()) {
      if (!await this.#session.type(line)) break;
      this.#showState();
      await this.#conversation.ready();
    }
    this.#leave();
    await this.#session.settled();
  }

  /** Returns the typed lines. A person's client reads on while it waits for an answer. */
  #lines(): AsyncIterable<string> {
    const { screen, interactive } = this.#options;
    if (!interactive) return screen.lines();
    return screen.lines({
      entered: () => this.#conversation.hurry(),
      ended: () => this.#leave(),
    });
  }

  /**
   * A person leaves immediately, even during downloads. A script waits for them, and for a
   * connection.
   */
  #leave(): void {
    if (!this.#options.interactive) return;
    this.#wantsToLeave = true;
    void this.#downloads.close();
    if (!this.#conversation.connected) this.#gone.resolve();
  }
}
