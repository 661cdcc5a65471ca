import {
  ANSWER_TIMEOUT_MS,
  type Ask,
  COME_BACK_MS,
  type Notice,
  PROTOCOL_VERSION,
  type Result,
} from "../../protocol/mod.ts";
import type { Target } from "../net/target.ts";
import type { ServerWire } from "../net/server_wire.ts";
import { collectNames } from "./collect_names.ts";
import { Backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { HIGH_WATER_BYTES, type ServerConnection } from "./server_connection.ts";
import {
  type ConnectionEnd,
  ConversationError,
  endOf,
  isBusyEnd,
  isCut,
} from "./connection_end.ts";
import type { ConversationEvent } from "./events.ts";
import { Opening } from "./opening.ts";
import { Outbox } from "./outbox.ts";
import type { PasswordSource } from "./password_source.ts";
import { Trust } from "./trust.ts";
import type { Settle } from "./outcome.ts";

/** Longest wait before another server of the room is tried, in ms: not all come at once. */
const TURN_MS = 500;

/** Options of {@linkcode Conversation}. */
export interface ConversationOptions {
  /** The server; that whose turn it is, if there are several. */
  readonly target: Target;
  /** Connects to the server. */
  dial: () => Promise<ServerWire>;
  /** The password that the user gave, if any. */
  password?: PasswordSource;
  /** Whether to connect again when the connection is lost. */
  reconnect: boolean;
  /** The name to ask for when reconnecting, if there is one. */
  name: () => string | undefined;
  /** The clock. */
  clock: Clock;
  /**
   * How many earlier messages to ask for.
   *
   * @default {0}
   */
  earlier?: number;
  /** Random numbers from 0 to 1. */
  random: () => number;
  /**
   * Turns to the next server of the room.
   *
   * @returns Whether it is one that was not tried since the client was greeted last.
   */
  turn?: () => boolean;
  /** Told that a server has greeted the client, and of the others of its room. */
  onGreeted?: (servers?: readonly string[]) => void;
  /** Takes events, in order with the answers. */
  onEvent: (event: ConversationEvent) => void;
}

/**
 * A conversation that outlives its connections. On each connection it says hello, with the secret
 * that identifies it and the number of the last message it has, and sends the requests without an
 * answer again.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #outbox = new Outbox();
  /** The connection, once it is greeted. */
  #connection?: ServerConnection;
  #opening?: Opening;
  #over?: Promise<ConnectionEnd>;
  #secret?: string;
  #last = 0;
  /** The room that the number is of. */
  #roomId?: string;
  #closed = false;
  readonly #backoff: Backoff;
  readonly #trust: Trust;
  #hurry = Promise.withResolvers<void>();
  /** Resolves when a request was answered or given up. */
  #room = Promise.withResolvers<void>();

  /** Creates a conversation that is not connected yet. */
  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
    this.#trust = new Trust(options.clock);
  }

  /** Whether there is a connection, as far as the client knows. */
  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /**
   * Connects for the first time. If the connection is cut before hello is answered, or the server
   * is busy, and the conversation may come back, it tries again for up to two minutes: the server
   * may have taken the name, and give it back once it has noticed.
   *
   * @param name The name to take, if any.
   * @throws {ConversationError} If that fails.
   */
  async join(name?: string): Promise<void> {
    const { target, reconnect, onEvent, clock } = this.#options;
    try {
      await this.#openAny(() => name);
    } catch (error) {
      const end = endOf(error);
      if (!reconnect || !(isCut(end) || isBusyEnd(end))) throw error;
      onEvent({ type: "lost", end, target });
      await this.#comeBack(() => name, end, clock.now() + COME_BACK_MS);
    }
  }

  /**
   * Runs the conversation over any number of connections.
   *
   * @returns When the client has closed it.
   * @throws {ConversationError} If it ends for another reason.
   */
  async keep(): Promise<void> {
    const { target, reconnect, onEvent } = this.#options;
    while (!this.#closed) {
      const end = this.#trust.judge(await this.#over!);
      if (this.#closed) return;
      this.#connection = undefined;
      this.#outbox.lost();
      if (!reconnect || this.#trust.isLost(end)) throw new ConversationError(end, target);
      onEvent({ type: "lost", end, target });
      await this.#comeBack(this.#options.name, end);
    }
  }

  /**
   * Sends a request, once there is a connection.
   *
   * @param settle Called once with the answer, unless the conversation is closed before.
   */
  ask(ask: Ask, settle: Settle): void {
    if (ask.type !== "who" || ask.from !== undefined) return this.#send(ask, settle);
    collectNames(
      (from, take) => this.#send({ type: "who", ...from > 0 && { from } }, take),
      settle,
    );
  }

  /**
   * Resolves when there is room to send more. The server reads what it allows a second, and ends a
   * connection on which too much waits for that.
   */
  async ready(): Promise<void> {
    while (!this.#closed && this.#outbox.bytes > HIGH_WATER_BYTES) await this.#room.promise;
    await this.#connection?.ready();
  }

  /** Tries to connect at once, if it is waiting to, and soon again if that fails. */
  hurry(): void {
    if (this.connected) return;
    this.#backoff.reset();
    this.#hurry.resolve();
  }

  /** Says goodbye if there is a connection. Resolves when the server has answered, or cannot. */
  async leave(): Promise<void> {
    if (!this.connected) return;
    const answered = new Promise<void>((resolve) => this.ask({ type: "bye" }, () => resolve()));
    await Promise.race([answered, this.#over]);
  }

  /** Closes immediately. Messages without an answer are reported as undelivered. */
  close(): void {
    this.#closed = true;
    this.#hurry.resolve();
    this.#room.resolve();
    this.#opening?.connection.close();
    this.#connection?.close();
    this.#connection = undefined;
    this.#outbox.giveUp("all", { code: "connection-lost", message: "there is no connection" });
  }

  /**
   * Tries until there is a connection.
   *
   * @param end Why there is none.
   * @param giveUpAt When to give up, by the clock. Before, even a refusal is no reason to.
   */
  async #comeBack(
    name: () => string | undefined,
    end: ConnectionEnd,
    giveUpAt?: number,
  ): Promise<void> {
    this.#backoff.reset();
    while (!this.#closed) {
      const isFresh = this.#options.turn?.() ?? false;
      await this.#pause(isFresh ? TURN_MS * this.#options.random() : this.#backoff.next(), end);
      try {
        return await this.#open(name);
      } catch (error) {
        end = this.#trust.judge(endOf(error));
        const isOver = giveUpAt === undefined
          ? this.#trust.isFinal(end)
          : this.#options.clock.now() >= giveUpAt;
        if (isOver) throw error;
      }
    }
  }

  /** Connects to the first server that can be reached. */
  async #openAny(name: () => string | undefined): Promise<void> {
    for (;;) {
      try {
        return await this.#open(name);
      } catch (error) {
        if (endOf(error).type !== "unreachable" || !this.#options.turn?.()) throw error;
      }
    }
  }

  /** Waits, but not when the user is in a hurry. */
  async #pause(ms: number, end: ConnectionEnd): Promise<void> {
    const { target, clock, onEvent } = this.#options;
    onEvent({ type: "waiting", ms, end, target });
    this.#hurry = Promise.withResolvers();
    const cancel = clock.after(ms, this.#hurry.resolve);
    await this.#hurry.promise;
    cancel();
  }

  async #open(name: () => string | undefined): Promise<void> {
    if (this.#closed) return;
    const { target, clock, password } = this.#options;
    const began = clock.now();
    const wire = await this.#dial();
    const opening = new Opening({
      target,
      clock,
      wire,
      answerMs: ANSWER_TIMEOUT_MS - (clock.now() - began),
      hello: () => this.#hello(name()),
      password,
      isReturning: this.#secret !== undefined,
      nextId: () => this.#outbox.nextId(),
      mayBeNameless: this.#secret !== undefined,
      hasAskedFor: (asked) => this.#outbox.hasAskedFor(asked),
      onGreeted: (result) => this.#greeted(opening.connection, result),
      incoming: {
        reply: (reply) => this.#outbox.settle(reply),
        notice: (notice) => this.#take(notice),
      },
    });
    if (this.#closed) return opening.connection.close();
    this.#opening = opening;
    this.#over = (await opening.begin()).over;
  }

  async #dial(): Promise<ServerWire> {
    const { target, dial } = this.#options;
    try {
      return await dial();
    } catch (cause) {
      throw new ConversationError(endOf(cause), target, { cause });
    }
  }

  #hello(name: string | undefined): Ask<"hello"> & { readonly id: number } {
    const { earlier = 0 } = this.#options;
    return {
      id: this.#outbox.nextId(),
      type: "hello",
      version: PROTOCOL_VERSION,
      name,
      ...(this.#secret === undefined
        ? {}
        : { secret: this.#secret, last: this.#last, room: this.#roomId }),
      ...(earlier === 0 ? {} : { history: earlier }),
    };
  }

  /** Continues where the lost connection ended. */
  #greeted(connection: ServerConnection, result: Result<"hello">): void {
    const isFirst = this.#secret === undefined;
    this.#secret = result.secret;
    this.#trust.greeted();
    this.#options.onGreeted?.(result.servers);
    this.#roomId = result.room;
    // Of the messages that follow, the client has only those that arrive.
    if (result.missed === undefined) this.#last = result.seq;
    this.#options.onEvent(greeting(result, isFirst ? "first" : "again"));
    if (!result.resumed) {
      this.#outbox.giveUp("sent", { code: "connection-lost", message: "lost with the connection" });
    }
    this.#connection = connection;
    for (const frame of this.#outbox.frames()) connection.send(frame);
  }

  #send(ask: Ask, settle: Settle): void {
    const settled: Settle = (outcome) => {
      this.#room.resolve();
      this.#room = Promise.withResolvers();
      settle(outcome);
    };
    const frame = this.#outbox.add(ask, settled, this.connected ? "now" : "later");
    if (frame) this.#connection?.send(frame);
  }

  #take(notice: Notice): void {
    if (notice.type === "message" && !notice.earlier) this.#last = notice.seq;
    this.#options.onEvent(notice);
  }
}

/** Converts the answer to hello to an event. */
function greeting(
  { welcome: text, name, resumed, missed, older = false, earlier = 0 }: Result<"hello">,
  which: "first" | "again",
): ConversationEvent {
  if (which === "first") return { type: "welcomed", text, name, earlier };
  return {
    type: "back",
    name,
    // A room that is kept over restarts knows what a client has missed, if not the client.
    resumed: resumed ?? missed !== undefined,
    isNewVisit: !resumed,
    earlier,
    missed: missed ?? 0,
    older: older && earlier === 0,
  };
}
