import { Conversation } from "../../client/conversation/conversation.ts";
import type { ConversationEvent } from "../../client/conversation/events.ts";
import type { Outcome } from "../../client/conversation/outcome.ts";
import { SYSTEM_CLOCK } from "../../client/conversation/system_clock.ts";
import { dial } from "../../client/net/dial.ts";
import { ServerRing } from "../../client/net/server_ring.ts";
import type { Ask } from "../../protocol/mod.ts";
import { missing, Watch } from "./watch.ts";

/** Our own client without a screen, which comes back on any server of its room. */
export class RoamingGuest implements AsyncDisposable {
  /** All that happened, in order. */
  readonly events: ConversationEvent[] = [];
  readonly #ring: ServerRing;
  readonly #conversation: Conversation;
  readonly #watch = new Watch();
  #kept?: Promise<void>;

  private constructor(readonly name: string, ports: readonly number[]) {
    const ring = this.#ring = new ServerRing({
      targets: ports.map((port) => ({ host: "127.0.0.1", port })),
      dialerOf: (target) => ({ dial: () => dial(target) }),
    });
    this.#conversation = new Conversation({
      get target() {
        return ring.current;
      },
      dial: () => ring.dial(),
      turn: () => ring.turn(),
      onGreeted: (servers) => ring.greeted(servers),
      reconnect: true,
      name: () => name,
      clock: SYSTEM_CLOCK,
      random: Math.random,
      onEvent: (event) => {
        this.events.push(event);
        this.#watch.changed();
      },
    });
  }

  /** Joins the first of these servers. */
  static async join(name: string, ...ports: readonly number[]): Promise<RoamingGuest> {
    const guest = new RoamingGuest(name, ports);
    await guest.#conversation.join(name);
    guest.#kept = guest.#conversation.keep();
    guest.#kept.catch(() => {});
    return guest;
  }

  /** The port of the server that it is on, or tries to reach. */
  get port(): number {
    return this.#ring.current.port;
  }

  /** Texts of the messages so far, in order. */
  get texts(): string[] {
    return this.events.flatMap((event) => event.type === "message" ? [event.text] : []);
  }

  /** Asks; resolves once it is answered. */
  ask(ask: Ask): Promise<Outcome> {
    return new Promise((resolve) => this.#conversation.ask(ask, resolve));
  }

  /** Says something to everyone. */
  say(text: string): Promise<Outcome> {
    return this.ask({ type: "say", text });
  }

  /** Waits until what has happened is as wanted. */
  async until(what: string, found: (guest: this) => boolean): Promise<void> {
    await this.#watch.until(
      () => found(this) || undefined,
      () => missing(`${this.name}: ${what}`, this.events.slice(-40).map((e) => JSON.stringify(e))),
    );
  }

  /** Has those look again who wait for something. */
  changed(): void {
    this.#watch.changed();
  }

  /** Waits until it has heard a text. */
  async hears(text: string): Promise<void> {
    await this.until(text, () => this.texts.includes(text));
  }

  /** Leaves without a word. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#conversation.close();
    await this.#kept?.catch(() => {});
  }
}
