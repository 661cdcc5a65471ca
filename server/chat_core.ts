import {
  type Ask,
  checkText,
  checkVersion,
  errorBody,
  type Notice,
  PROTOCOL_VERSION,
  ProtocolError,
  type Request,
  type RequestType,
  type Result,
} from "../protocol/mod.ts";
import type { Effect, Session } from "./effects.ts";
import { HELP } from "./help.ts";
import { Resumption, type ResumptionOptions } from "./resumption.ts";
import { Room } from "./room.ts";
import type { Visit } from "./visit.ts";
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
 * const core = new ChatCore({ now: Date.now, random: () => crypto.randomUUID() });
 * const alice = core.connect();
 * core.handle(alice, { id: 1, type: "hello", version: 1, name: "alice" });
 * // [ reply with the welcome, notice "alice joined" to everyone, a line for the log ]
 * ```
 */
export class ChatCore {
  readonly #room = new Room();
  readonly #resumption: Resumption;
  readonly #welcome: Welcome;
  readonly #now: () => number;
  #connections = 0;

  /** Makes an empty room. */
  constructor(options: ChatCoreOptions) {
    this.#welcome = options.welcome ?? defaultWelcome;
    this.#now = options.now;
    this.#resumption = new Resumption(options);
  }

  /** How many clients have a name. */
  get online(): number {
    return this.#room.members.size;
  }

  /** Forgets the clients that were away for too long; to be called every second or so. */
  tidy(): void {
    this.#resumption.tidy();
  }

  /** Begins a conversation. */
  connect(): Session {
    return { id: ++this.#connections, greeted: false };
  }

  /**
   * Ends a conversation, however it came to its end. Its client may come back, unless it said so.
   *
   * @param forGood Whether the client will not come back.
   * @returns The notice to those who stay, if the client had a name.
   */
  disconnect(session: Session, forGood = false): Effect[] {
    const { name } = session;
    this.#resumption.leave(session, forGood);
    this.#room.leave(session);
    return name === undefined ? [] : [this.#toAll({ type: "left", name, time: this.#now() })];
  }

  /**
   * Takes one request.
   *
   * @returns What to do: among it exactly one answer, here or, for files, from the shell.
   */
  handle(session: Session, request: Request): Effect[] {
    if (session.replaced) return [];
    const repeated = this.#resumption.repeated(session, request.type, request.id);
    if (repeated) return [{ type: "reply", to: session, reply: repeated }];
    const effects = this.#obey(session, request);
    for (const effect of effects) {
      if (effect.type === "reply") this.#resumption.answered(session, request.type, effect.reply);
    }
    return effects;
  }

  #obey(session: Session, request: Request): Effect[] {
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
      ...this.disconnect(session, true),
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

  #hello(session: Session, request: Request<"hello">): Effect[] {
    checkVersion(request.version);
    const { id, name, secret } = request;
    const visit = secret === undefined ? undefined : this.#resumption.find(secret);
    if (visit) return this.#comeBack(session, visit, request);
    if (name !== undefined) this.#room.take(session, name);
    this.#room.enter(session);
    const reply = this.#greet(session, id, { secret: this.#resumption.begin(session) });
    return [reply, ...(name === undefined ? [] : this.#arrival(session))];
  }

  /** Goes on with a client that has come back. */
  #comeBack(session: Session, visit: Visit, { id, secret, last = 0 }: Request<"hello">): Effect[] {
    const old = visit.session;
    if (old) this.#replace(old, session);
    else this.#return(session, visit.name);
    const { messages, older } = this.#resumption.resume(visit, session, last);
    const about = { secret: secret!, resumed: true, missed: messages.length, older };
    return [
      ...(old ? [{ type: "replace", session: old } as const] : []),
      this.#greet(session, id, about),
      ...messages.map((notice) => ({ type: "notice", to: [session], notice } as const)),
      ...this.#announceReturn(session, old !== undefined),
    ];
  }

  /** The old connection still seems to live: the new one takes its place, and nobody notices. */
  #replace(old: Session, session: Session): void {
    this.#room.replace(old, session);
    old.replaced = true;
    old.visit = undefined;
  }

  /** The old connection has ended, and others were told: its name is taken again if it is free. */
  #return(session: Session, name: string | undefined): void {
    this.#room.enter(session);
    if (name !== undefined && !this.#room.has(name)) this.#room.take(session, name);
  }

  #announceReturn(session: Session, unnoticed: boolean): Effect[] {
    const { name } = session;
    if (name === undefined) return [];
    const log: Effect = { type: "log", session, event: { type: "resumed", name } };
    return unnoticed ? [log] : [this.#toAll({ type: "joined", name, time: this.#now() }), log];
  }

  #greet(
    session: Session,
    id: number,
    more: Pick<Result<"hello">, "secret" | "resumed" | "missed" | "older">,
  ): Effect {
    session.greeted = true;
    const { name } = session;
    const welcome = this.#welcome(name, this.online);
    const { seq } = this.#resumption;
    return answer<"hello">(session, id, {
      version: PROTOCOL_VERSION,
      welcome,
      name,
      seq,
      ...more,
    });
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
    if (from === undefined) return [reply, ...this.#arrival(session)];
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
    this.#resumption.unnamed(session);
    return [
      answer<"logout">(session, id, {}),
      this.#toAll({ type: "left", name, time: this.#now() }, session),
      { type: "log", session, event: { type: "unnamed", from: name } },
    ];
  }

  #say(session: Session, request: Request<"say">): Effect[] {
    const text = checkText(request.text);
    const message = { type: "message", from: session.name!, text, time: this.#now() } as const;
    const notice = this.#resumption.said(session, message);
    return [
      { type: "notice", to: but(session, this.#room.members), notice },
      answer<"say">(session, request.id, {}),
    ];
  }

  #tell(session: Session, request: Request<"tell">): Effect[] {
    const text = checkText(request.text);
    const to = this.#room.find(request.to);
    const from = session.name!;
    const message = { type: "message", from, text, private: true, time: this.#now() } as const;
    const notice = this.#resumption.told(to, message);
    return [{ type: "notice", to: [to], notice }, answer<"tell">(session, request.id, {})];
  }

  /** Announces a first name. */
  #arrival(session: Session): Effect[] {
    this.#resumption.named(session);
    const name = session.name!;
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
