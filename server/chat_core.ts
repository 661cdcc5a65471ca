import {
  type Ask,
  checkText,
  checkVersion,
  errorBody,
  type Notice,
  ProtocolError,
  type Request,
  type RequestType,
  type Result,
} from "../protocol/mod.ts";
import type { Effect, Session } from "./effects.ts";
import { HELP } from "./help.ts";
import { Room } from "./room.ts";
import { defaultWelcome, type Welcome } from "./welcome.ts";

/** Options of {@linkcode ChatCore}. */
export interface ChatCoreOptions {
  /**
   * What a newcomer is greeted with.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
  /** The time, in ms since 1970 UTC. */
  now: () => number;
}

type Handlers = {
  readonly [T in RequestType]: (session: Session, request: Request<T>) => Effect[];
};

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
 * const core = new ChatCore({ now: Date.now });
 * const alice = core.connect();
 * core.handle(alice, { id: 1, type: "hello", version: 1, name: "alice" });
 * // [ reply with the welcome, notice "alice joined" to everyone, a line for the log ]
 * ```
 */
export class ChatCore {
  readonly #room = new Room();
  readonly #welcome: Welcome;
  readonly #now: () => number;
  #connections = 0;

  /** Makes an empty room. */
  constructor(options: ChatCoreOptions) {
    this.#welcome = options.welcome ?? defaultWelcome;
    this.#now = options.now;
  }

  /** How many clients have a name. */
  get online(): number {
    return this.#room.members.size;
  }

  /** Begins a conversation. */
  connect(): Session {
    return { id: ++this.#connections, greeted: false };
  }

  /**
   * Ends a conversation, however it came to its end.
   *
   * @returns The notice to those who stay, if the client had a name.
   */
  disconnect(session: Session): Effect[] {
    const { name } = session;
    this.#room.leave(session);
    return name === undefined ? [] : [this.#toAll({ type: "left", name, time: this.#now() })];
  }

  /**
   * Takes one request.
   *
   * @returns What to do: among it exactly one answer, here or, for files, from the shell.
   */
  handle(session: Session, request: Request): Effect[] {
    try {
      this.#admit(session, request.type);
      const handler = this.#handlers[request.type] as (s: Session, r: Request) => Effect[];
      return handler(session, request);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#refusal(session, request.id, error);
    }
  }

  #admit(session: Session, type: RequestType): void {
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

  #refusal(session: Session, id: number, error: ProtocolError): Effect[] {
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

  readonly #handlers: Handlers = {
    hello: (session, request) => this.#hello(session, request),
    login: (session, request) => this.#login(session, request),
    name: (session, request) => this.#name(session, request),
    logout: (session, { id }) => this.#logout(session, id),
    who: (session, { id }) => [answer<"who">(session, id, { names: this.#room.names() })],
    say: (session, request) => this.#say(session, request),
    tell: (session, request) => this.#tell(session, request),
    files: (to, { id, from = 0 }) => [{ type: "list-files", to, id, from }],
    get: (to, { id, name }) => [{ type: "grant", to, id, name }],
    help: (session, { id }) => [answer<"help">(session, id, { text: HELP })],
    bye: (session, { id }) => [
      ...this.disconnect(session),
      answer<"bye">(session, id, {}),
      { type: "close", session, reason: "said goodbye" },
    ],
    download: () => {
      throw new ProtocolError("out-of-order", "A download is a connection of its own");
    },
    unknown: (_, { asked }) => {
      throw new ProtocolError("unknown-request", `Unknown request: ${asked}`);
    },
  };

  #hello(session: Session, { id, version, name }: Request<"hello">): Effect[] {
    checkVersion(version);
    const taken = name === undefined ? undefined : this.#room.take(session, name);
    session.greeted = true;
    this.#room.enter(session);
    const welcome = this.#welcome(taken, this.online);
    return [
      answer<"hello">(session, id, { version, welcome, name: taken }),
      ...(taken === undefined ? [] : this.#arrival(session, taken)),
    ];
  }

  #login(session: Session, request: Request<"login">): Effect[] {
    if (session.name !== undefined) {
      throw new ProtocolError("already-named", `You are ${session.name} already`);
    }
    return this.#name(session, request);
  }

  #name(session: Session, { id, name: wanted }: Ask<"name" | "login"> & { id: number }): Effect[] {
    const from = session.name;
    const name = this.#room.take(session, wanted);
    const reply = answer<"name">(session, id, { name });
    if (from === undefined) return [reply, ...this.#arrival(session, name)];
    if (from === name) return [reply];
    return [
      reply,
      this.#toAll({ type: "renamed", from, to: name, time: this.#now() }),
      { type: "log", session, event: { type: "renamed", name, from } },
    ];
  }

  #logout(session: Session, id: number): Effect[] {
    const { name } = session;
    if (name === undefined) throw new ProtocolError("not-named", "You have no name to give back");
    this.#room.release(session);
    return [
      answer<"logout">(session, id, {}),
      this.#toAll({ type: "left", name, time: this.#now() }, session),
      { type: "log", session, event: { type: "unnamed", from: name } },
    ];
  }

  #say(session: Session, request: Request<"say">): Effect[] {
    const text = checkText(request.text);
    const notice = { type: "message", from: session.name!, text, time: this.#now() } as const;
    return [
      { type: "notice", to: but(session, this.#room.members), notice },
      answer<"say">(session, request.id, {}),
    ];
  }

  #tell(session: Session, request: Request<"tell">): Effect[] {
    const text = checkText(request.text);
    const to = this.#room.find(request.to);
    const from = session.name!;
    const notice = { type: "message", from, text, private: true, time: this.#now() } as const;
    return [{ type: "notice", to: [to], notice }, answer<"tell">(session, request.id, {})];
  }

  #arrival(session: Session, name: string): Effect[] {
    return [
      this.#toAll({ type: "joined", name, time: this.#now() }),
      { type: "log", session, event: { type: "named", name } },
    ];
  }

  #toAll(notice: Notice, except?: Session): Effect {
    return { type: "notice", to: but(except, this.#room.connected), notice };
  }
}

function answer<T extends RequestType>(to: Session, id: number, ok: Result<T>): Effect {
  return { type: "reply", to, reply: { id, ok } };
}

function but(except: Session | undefined, sessions: Iterable<Session>): Session[] {
  const others: Session[] = [];
  for (const session of sessions) if (session !== except) others.push(session);
  return others;
}
