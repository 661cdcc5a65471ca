import {
  ANSWER_TIMEOUT_MS,
  type Ask,
  COME_BACK_MS,
  type Notice,
  PROTOCOL_VERSION,
  type Result,
} from "../../protocol/mod.ts";
import type { ServerWire } from "../net/server_wire.ts";
import { Attempts } from "./attempts.ts";
import { collectNames } from "./collect_names.ts";
import {
  type ConnectionEnd,
  ConversationError,
  endOf,
  isBusyEnd,
  isCut,
} from "./connection_end.ts";
import { Continuation } from "./continuation.ts";
import type { ConversationOptions } from "./conversation_options.ts";
import { Opening } from "./opening.ts";
import { Outbox } from "./outbox.ts";
import type { Settle } from "./outcome.ts";
import { HIGH_WATER_BYTES, type ServerConnection } from "./server_connection.ts";
import { Trust } from "./trust.ts";

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
  #closed = false;
  readonly #continuation = new Continuation();
  readonly #trust: Trust;
  readonly #attempts: Attempts;
  /** Resolves when a request was answered or given up. */
  #room = Promise.withResolvers<void>();

  /** Creates a conversation that is not connected yet. */
  constructor(options: ConversationOptions) {
    this.#options = options;
    const { clock, random, turn } = options;
    const trust = this.#trust = new Trust(clock);
    this.#attempts = new Attempts({
      clock,
      random,
      turn,
      trust,
      onWait: (ms, end) => options.onEvent({ type: "waiting", ms, end, target: options.target }),
    });
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
    const { reconnect, onEvent, clock } = this.#options;
    const open = () => this.#open(() => name);
    try {
      await this.#attempts.eachServer(open);
    } catch (error) {
      const { target } = this.#options;
      const end = endOf(error);
      if (!reconnect || !(isCut(end) || isBusyEnd(end))) throw error;
      onEvent({ type: "lost", end, target });
      await this.#attempts.again(open, end, clock.now() + COME_BACK_MS);
    }
  }

  /**
   * Runs the conversation over any number of connections.
   *
   * @returns When the client has closed it.
   * @throws {ConversationError} If it ends for another reason.
   */
  async keep(): Promise<void> {
    const { reconnect, onEvent, name } = this.#options;
    while (!this.#closed) {
      const end = this.#trust.judge(await this.#over!);
      const { target } = this.#options;
      if (this.#closed) return;
      this.#connection = undefined;
      this.#outbox.lost();
      if (!reconnect || this.#trust.isLost(end)) throw new ConversationError(end, target);
      onEvent({ type: "lost", end, target });
      await this.#attempts.again(() => this.#open(name), end);
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
    if (!this.connected) this.#attempts.hurry();
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
    this.#attempts.stop();
    this.#room.resolve();
    this.#opening?.connection.close();
    this.#connection?.close();
    this.#connection = undefined;
    this.#outbox.giveUp("all", { code: "connection-lost", message: "there is no connection" });
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
      isReturning: this.#continuation.isBegun,
      nextId: () => this.#outbox.nextId(),
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
      ...this.#continuation.inHello,
      ...(earlier === 0 ? {} : { history: earlier }),
    };
  }

  /** Continues where the lost connection ended. */
  #greeted(connection: ServerConnection, result: Result<"hello">): void {
    const event = this.#continuation.greeted(result);
    this.#trust.greeted();
    this.#options.onGreeted?.(result.servers);
    this.#options.onEvent(event);
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
    this.#continuation.took(notice);
    this.#options.onEvent(notice);
  }
}
