import type { DialectOptions } from "../../session/dialect.ts";
import type { ClientEvent } from "../../session/events.ts";
import { type Line, out, said } from "../../session/line.ts";
import { type BellMode, question, show, type Steps } from "../../session/step.ts";
import { awaySentence } from "../words/away_sentence.ts";
import { Acquaintances } from "./acquaintances.ts";
import { Bond } from "./bond.ts";
import type { Ignored } from "./ignored.ts";
import { fail } from "./steps.ts";
import { Recollections } from "./recollections.ts";
import { Transcript } from "./transcript.ts";

/** How long after a private message an answer may be meant for the one before it, in ms. */
const JUST_NOW_MS = 3_000;

/** What stands for the user while they have no name; nobody can take it. */
export const NAMELESS = "nameless";

/** A private message, for `/reply`. */
interface Letter {
  readonly from: Bond;
  readonly at: number;
  /** Who had written before, if it was somebody else. */
  readonly before?: string;
}

/** What a messenger client remembers of its session. */
export class MessengerState {
  /** Whom text goes to; everyone if undefined. */
  partner?: Bond;
  /** Whether comings and goings are kept from the user. */
  quiet = false;
  /** When the bell rings. */
  bell: BellMode = "on";
  /** The user's own name, as of the line or event being looked at. */
  self?: string;
  /** Whose messages are kept from the user; nobody so far if undefined. */
  ignored?: Ignored;
  /** Who has been heard of. */
  readonly acquaintances = new Acquaintances();
  /** What was said. */
  readonly transcript: Transcript;
  /** Earlier messages that are on their way. */
  readonly recollections = new Recollections();
  /** Whether there is a connection. */
  isConnected = false;
  /** Whether a person types on a terminal. */
  readonly interactive: boolean;
  /** Who wrote privately last. */
  #letter?: Letter;
  readonly #now: () => number;

  /** Begins a session; `now` is the time in ms since 1970 UTC. */
  constructor(now: () => number, { interactive = true, transcriptBytes }: DialectOptions = {}) {
    this.#now = now;
    this.interactive = interactive;
    this.transcript = new Transcript(transcriptBytes);
  }

  /** Notes an event. Tells whether to show it. */
  admit(event: ClientEvent): boolean {
    const isHidden = event.type === "message" && Boolean(this.ignored?.hides(event.from, event.by));
    this.#follow(event);
    switch (event.type) {
      case "welcomed":
      case "back":
        this.isConnected = true;
        return true;
      case "lost":
        this.isConnected = false;
        this.recollections.reset();
        return true;
      case "message":
        if (isHidden) return false;
        if (event.private) this.#receive(event.from, event.by);
        return true;
      case "joined":
      case "left":
      case "renamed":
      case "crowd":
        return !this.quiet;
    }
    return true;
  }

  /**
   * Sends a text to whom text goes to.
   *
   * @param echo Whether the screen shows what was typed, or this shows what is sent.
   */
  send(text: string, echo: "typed" | "shown" = "typed"): Steps {
    const own = echo === "shown" ? this.showOwn(text, this.partner?.name) : [];
    if (this.partner === undefined) return [...own, ...this.say(text)];
    const { name, hasLeft } = this.partner;
    if (!hasLeft) return [...own, ...this.tell(name, text)];
    return fail`${name} has left, and that was not sent. /to ${name} writes to whoever has the name now, /all to everyone`;
  }

  /** Says something to everyone, and keeps it once the server has confirmed it. */
  say(text: string): Steps {
    const line = this.#own(text);
    return question({ type: "say", text }, () => this.#keep(line));
  }

  /** Says something to one, and keeps it once the server has confirmed it. */
  tell(to: string, text: string): Steps {
    if (to !== this.self) this.acquaintances.heard(to);
    const line = this.#own(text, to);
    return question({ type: "tell", to, text }, ({ awayUntil }) => {
      this.#keep(line);
      return awayUntil === undefined ? [] : this.#tellAway(to, awayUntil);
    });
  }

  /** Answers who wrote privately last. */
  reply(text: string): Steps {
    const letter = this.#letter;
    if (!letter) return fail`Nobody has written to you privately yet`;
    const { from: { name, hasLeft }, at, before } = letter;
    if (hasLeft) {
      return fail`${name} has left. /msg ${name} TEXT writes to whoever has the name now`;
    }
    if (!this.interactive || before === undefined || this.#now() - at > JUST_NOW_MS) {
      return [...this.showOwn(text, name), ...this.tell(name, text)];
    }
    this.#letter = { ...letter, before: undefined };
    return fail`${name} wrote just now, after ${before}: /reply again to answer ${name}, /msg ${before} TEXT to answer ${before}`;
  }

  /** Shows a message of the user's own as it is sent; nothing off a terminal. */
  showOwn(text: string, to?: string): Steps {
    return this.interactive ? show(this.#own(text, to)) : [];
  }

  #follow(event: ClientEvent): void {
    this.ignored?.follow(event);
    this.partner?.follow(event);
    this.#letter?.from.follow(event);
    this.acquaintances.follow(event);
  }

  #receive(name: string, by: string | undefined): void {
    const last = this.#letter?.from;
    const isAnother = last !== undefined && !last.hasLeft && !last.means(name, by);
    const before = isAnother ? last.name : undefined;
    this.#letter = { from: new Bond(name, by), at: this.#now(), before };
  }

  /** Tells that a message waits for its receiver, and for how long. */
  #tellAway(to: string, until: number): Steps {
    return show(out(awaySentence(to, until, this.#now())));
  }

  #keep(line: Line): Steps {
    this.transcript.add(line);
    return [];
  }

  #own(text: string, to?: string): Line {
    const from = this.self ?? NAMELESS;
    const head = to === undefined ? from : `${from} → ${to} (private)`;
    // Only what comes from the server has a number.
    const about = { type: "message", from, text, time: this.#now() } as const;
    return { ...out(said(head, text)), about, to };
  }
}
