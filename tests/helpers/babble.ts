import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import type { RoamingGuest } from "./roaming_guest.ts";

/** Guests that say one numbered text after the other until they are told to stop. */
export class Babble {
  /** The texts whose sender was told that they were said. */
  readonly said: string[] = [];
  /** The codes of those that were refused. */
  readonly refused: string[] = [];
  /** Those whose text is not answered yet. */
  readonly #waiting = new Set<RoamingGuest>();
  readonly #guests: readonly RoamingGuest[];
  readonly #talking: Promise<unknown>;
  #isOver = false;

  /**
   * Begins.
   *
   * @param everyMs How long each of them pauses after each text.
   */
  constructor(guests: readonly RoamingGuest[], everyMs: number) {
    this.#guests = guests;
    this.#talking = Promise.all(guests.map((guest) => this.#talk(guest, everyMs)));
  }

  /** Lets all finish their sentence. */
  async stop(): Promise<void> {
    this.#isOver = true;
    for (const guest of this.#guests) {
      await guest.until("its last text is answered", () => !this.#waiting.has(guest));
    }
    await this.#talking;
  }

  /** Waits until everybody has heard all, and checks that nobody has heard anything twice. */
  async checkHeard(): Promise<void> {
    for (const guest of this.#guests) {
      const wanted = this.said.filter((text) => !text.startsWith(`${guest.name} `));
      await guest.until(`hears all ${wanted.length}`, ({ texts }) => {
        const heard = new Set(texts);
        return wanted.every((text) => heard.has(text));
      });
      assertEquals(new Set(guest.texts).size, guest.texts.length, `${guest.name} hears none twice`);
    }
  }

  /** Checks that all have heard what they heard in the one order of the room. */
  checkOrder(): void {
    const order = new Map<number, string>();
    for (const { events, name } of this.#guests) {
      let last = 0;
      for (const event of events) {
        if (event.type !== "message" || event.private) continue;
        assert(event.seq > last, `${name} hears ${event.text} in order`);
        last = event.seq;
        assertEquals(order.get(event.seq) ?? event.text, event.text);
        order.set(event.seq, event.text);
      }
    }
  }

  async #talk(guest: RoamingGuest, everyMs: number): Promise<void> {
    await delay(everyMs * Math.random());
    for (let number = 1; !this.#isOver; number++) {
      const text = `${guest.name} ${number}`;
      this.#waiting.add(guest);
      const outcome = await guest.say(text);
      this.#waiting.delete(guest);
      guest.changed();
      if ("ok" in outcome) this.said.push(text);
      else this.refused.push(outcome.error.code);
      await delay(everyMs * (0.5 + Math.random()));
    }
  }
}
