import { errorBody, ProtocolError, type Request, type RequestType } from "../../protocol/mod.ts";
import type { Effect, Session } from "./effects.ts";
import { answer, type Chat, type Handlers } from "./handlers/handlers.ts";
import { naming } from "./handlers/naming.ts";
import { leave, presence } from "./handlers/presence.ts";
import { talking } from "./handlers/talking.ts";
import { HELP } from "./help.ts";
import { Resumption, type ResumptionOptions } from "./resumption.ts";
import { Room } from "./room.ts";
import { defaultWelcome, type Welcome } from "./welcome.ts";

/** Options of {@linkcode ChatCore}. */
export interface ChatCoreOptions extends ResumptionOptions {
  /**
   * What a newcomer is greeted with.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
}

/** What a client without a name may ask for (messenger assignment: no messages before a name). */
const FOR_THE_NAMELESS: ReadonlySet<RequestType> = new Set(
  ["login", "name", "logout", "who", "help", "bye"],
);

/**
 * The rules of the chat: requests in, effects out. Knows no socket, no file and no clock of its
 * own, and never waits.
 *
 * @example
 * ```ts
 * import { ChatCore } from "./chat_core.ts";
 *
 * const core = new ChatCore({ now: Date.now, random: () => crypto.randomUUID() });
 * const alice = core.connect();
 * core.handle(alice, { id: 1, type: "hello", version: 1, name: "alice" });
 * // [ reply with the welcome, notice "alice joined" to everyone, a line for the log ]
 * ```
 */
export class ChatCore {
  readonly #chat: Chat;
  readonly #handlers: Handlers;
  #connections = 0;

  /** Makes an empty room. */
  constructor(options: ChatCoreOptions) {
    const { welcome = defaultWelcome, now } = options;
    const resumption = new Resumption(options);
    this.#chat = { room: new Room(), resumption, welcome, now };
    this.#handlers = handlersOf(this.#chat);
  }

  /** How many clients have a name. */
  get online(): number {
    return this.#chat.room.members.size;
  }

  /** Begins a conversation. */
  connect(): Session {
    return { id: ++this.#connections, greeted: false };
  }

  /**
   * Ends a conversation, however it came to its end. Its client may come back.
   *
   * @returns The notice to those who stay, if the client had a name.
   */
  disconnect(session: Session): Effect[] {
    return leave(this.#chat, session, false);
  }

  /** Forgets the clients that were away for too long; to be called every second or so. */
  tidy(): void {
    this.#chat.resumption.tidy();
  }

  /**
   * Takes one request.
   *
   * @returns What to do: among it exactly one answer, here or, for files, from the shell.
   */
  handle(session: Session, request: Request): Effect[] {
    if (session.replaced) return [];
    const { resumption } = this.#chat;
    const repeated = resumption.repeated(session, request.type, request.id);
    if (repeated) return [{ type: "reply", to: session, reply: repeated }];
    const effects = this.#obey(session, request);
    for (const effect of effects) {
      if (effect.type === "reply") resumption.answered(session, request.type, effect.reply);
    }
    return effects;
  }

  #obey(session: Session, request: Request): Effect[] {
    try {
      admit(session, request.type);
      const handler = this.#handlers[request.type] as (s: Session, r: Request) => Effect[];
      return handler(session, request);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return refusal(session, request.id, error);
    }
  }
}

function handlersOf(chat: Chat): Handlers {
  return {
    ...presence(chat),
    ...naming(chat),
    ...talking(chat),
    who: (session, { id }) => [answer<"who">(session, id, { names: chat.room.names() })],
    files: (to, { id, from = 0 }) => [{ type: "list-files", to, id, from }],
    get: (to, { id, name }) => [{ type: "grant", to, id, name }],
    help: (session, { id }) => [answer<"help">(session, id, { text: HELP })],
    download: () => {
      throw new ProtocolError("out-of-order", "A download is a connection of its own");
    },
    unknown: (_, { asked }) => {
      throw new ProtocolError("unknown-request", `Unknown request: ${asked}`);
    },
  };
}

/** Refuses what this client may not ask for, at all or yet. */
function admit(session: Session, type: RequestType): void {
  if (type === "unknown") return; // Refused anyway, for a better reason.
  const opens = type === "hello" || type === "download";
  if (opens === session.greeted) {
    const rule = opens ? `${type} opens a conversation` : "hello comes before anything else";
    throw new ProtocolError("out-of-order", `Out of order: ${rule}`);
  }
  if (!opens && session.name === undefined && !FOR_THE_NAMELESS.has(type)) {
    throw new ProtocolError("not-named", "Set a name first");
  }
}

function refusal(session: Session, id: number, error: ProtocolError): Effect[] {
  const effects: Effect[] = [{
    type: "reply",
    to: session,
    reply: { id, error: errorBody(error) },
  }];
  if (error.code === "version-unsupported") {
    effects.push({ type: "close", session, reason: error.message });
  }
  return effects;
}
