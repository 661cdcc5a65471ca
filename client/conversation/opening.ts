import {
  ANSWER_TIMEOUT_MS,
  type Ask,
  checkResult,
  encodeMessage,
  type ErrorBody,
  FrameType,
  isSameName,
  type RawReply,
  type Result,
} from "../../protocol/mod.ts";
import type { Target } from "../net/target.ts";
import type { ServerWire } from "../net/server_wire.ts";
import type { Clock } from "./clock.ts";
import { type Incoming, ServerConnection } from "./server_connection.ts";
import { type ConnectionEnd, ConversationError } from "./connection_end.ts";
import type { PasswordSource } from "./password_source.ts";
import { unlockServer } from "./unlocking.ts";

/** Options of {@linkcode Opening}. */
export interface OpeningOptions {
  /** The server. */
  target: Target;
  /** The connection. The opening owns it from now on. */
  wire: ServerWire;
  /** The clock. */
  clock: Clock;
  /** How long the server may take to answer, in ms. */
  answerMs: number;
  /** Makes the hello. */
  hello: () => Ask<"hello"> & { readonly id: number };
  /** Whether the client has asked for this name without an answer so far: it may have it by now. */
  hasAskedFor: (name: string) => boolean;
  /** The password that the user gave, if any. */
  password?: PasswordSource;
  /**
   * Whether the client comes back, with a secret that proves who it is. If its name is refused, it
   * goes on without one.
   */
  isReturning: boolean;
  /** Makes the id of a request. */
  nextId: () => number;
  /** Takes the answer to hello, as it arrives. */
  onGreeted: (result: Result<"hello">) => void;
  /** Takes everything else that arrives. */
  incoming: Incoming;
}

/** How long a server may take to judge a password, in ms: it is slow where others guess. */
const UNLOCK_TIMEOUT_MS = 90_000;

/** Codes by which a server refuses a name. */
const NAME_CODES: ReadonlySet<string> = new Set(["name-taken", "name-bad"]);

/** The start of a conversation on one connection: hello, and the answer. */
export class Opening {
  /** The connection. */
  readonly connection: ServerConnection;
  readonly #options: OpeningOptions;
  readonly #greeted = Promise.withResolvers<void>();
  #hello?: Ask<"hello"> & { readonly id: number };
  /** Who waits for the answers to what is asked before hello. */
  readonly #early = new Map<number, (reply: RawReply) => void>();
  #cancel = () => {};

  /** Begins on a new connection. */
  constructor(options: OpeningOptions) {
    this.#options = options;
    this.connection = new ServerConnection(options.wire, options.clock);
  }

  /**
   * Says hello.
   *
   * @returns Once it is answered, a promise of the reason why the connection ends.
   * @throws {ConversationError} If it is refused or not answered.
   */
  async begin(): Promise<{ over: Promise<ConnectionEnd> }> {
    const { answerMs, incoming } = this.#options;
    this.#allow(answerMs, ANSWER_TIMEOUT_MS);
    // Once the client is greeted, the replies are no longer the opening's.
    const taking = { ...incoming, reply: (reply: RawReply) => this.#take(reply) };
    this.#greeted.promise.then(() => taking.reply = incoming.reply, () => {});
    const over = this.connection.read(taking);
    over.then((end) => this.#fail(end));
    try {
      this.#begin().catch((error) => this.#greeted.reject(error));
      await this.#greeted.promise;
      return { over };
    } catch (error) {
      this.connection.close();
      await over;
      throw error;
    } finally {
      this.#cancel();
    }
  }

  /** A password that was given is proved first: a server that does not know it is another one. */
  async #begin(): Promise<void> {
    const { password, isReturning, hello } = this.#options;
    if (password && !isReturning) await this.#unlock(password);
    else this.#sayHello(hello());
  }

  async #unlock(password: PasswordSource): Promise<void> {
    this.#allow(UNLOCK_TIMEOUT_MS);
    const { wire, hello } = this.#options;
    const end = await unlockServer(password, wire.fingerprint, (ask) => this.#ask(ask));
    if (end) this.#fail(end);
    else this.#sayHello(hello());
  }

  #ask(ask: Ask<"unlock" | "prove">): Promise<RawReply> {
    const id = this.#options.nextId();
    this.connection.send(encodeMessage(FrameType.REQUEST, { id, ...ask }));
    return new Promise((resolve) => this.#early.set(id, resolve));
  }

  /** Gives the server so much time from now on. */
  #allow(ms: number, said = ms): void {
    this.#cancel();
    const end = { type: "no-answer", ms: said } as const;
    this.#cancel = this.#options.clock.after(ms, () => this.#fail(end));
  }

  #fail(end: ConnectionEnd): void {
    this.#greeted.reject(new ConversationError(end, this.#options.target));
  }

  #sayHello(hello: Ask<"hello"> & { readonly id: number }): void {
    this.#hello = hello;
    this.connection.send(encodeMessage(FrameType.REQUEST, hello));
  }

  #take(reply: RawReply): void {
    const early = this.#early.get(reply.id);
    if (early) return early(reply);
    const asked = this.#hello;
    if (!asked || reply.id !== asked.id) return this.#options.incoming.reply(reply);
    this.#hello = undefined;
    if (reply.ok) return this.#greet(checkResult("hello", reply.ok), asked.name);
    const { isReturning, hello } = this.#options;
    if (isReturning && NAME_CODES.has(reply.error!.code)) {
      return this.#sayHello({ ...hello(), name: undefined });
    }
    this.#refused(reply.error!);
  }

  /** A client that comes back too late proves the password again. */
  #refused(error: ErrorBody): void {
    const { password, isReturning } = this.#options;
    if (error.code !== "password-needed" || !password || !isReturning) {
      return this.#fail({ type: "refused", error });
    }
    this.#unlock(password).catch((cause) => this.#greeted.reject(cause));
  }

  #greet(result: Result<"hello">, asked: string | undefined): void {
    const { name } = result;
    if (!this.#mayBe(name, asked)) return this.#fail({ type: "misnamed", name, asked });
    this.#options.onGreeted(result);
    this.#greeted.resolve();
  }

  /** Tells whether the server may give the client this name. Only the user chooses it. */
  #mayBe(name: string | undefined, asked: string | undefined): boolean {
    const { isReturning, hasAskedFor } = this.#options;
    if (name === undefined) return asked === undefined || isReturning;
    return (asked !== undefined && isSameName(name, asked)) || hasAskedFor(name);
  }
}
