import type { ClientEvent } from "../../session/events.ts";
import { type Line, out, said } from "../../session/line.ts";
import type { Steps } from "../../session/step.ts";
import { say, tell } from "./steps.ts";
import { Transcript } from "./transcript.ts";

/** What a messenger client remembers of its session. */
export class MessengerState {
  /** Whom text goes to; everyone if undefined. */
  partner?: string;
  /** Who wrote privately last. */
  lastPrivate?: string;
  /** Whether comings and goings are kept from the user. */
  quiet = false;
  /** Whose messages are kept from the user. */
  readonly ignored = new Set<string>();
  /** What was said. */
  readonly transcript = new Transcript();
  /** The user's own name, as of the line or event being looked at. */
  self?: string;
  readonly #active = new Set<string>();
  readonly #now: () => number;

  /** Begins a session; `now` is the time in ms since 1970 UTC. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Who has been heard of, the most recent first. */
  get active(): string[] {
    return [...this.#active].reverse();
  }

  /** Takes note of an event; tells whether the user is to see it. */
  admit(event: ClientEvent): boolean {
    switch (event.type) {
      case "message":
        if (this.ignored.has(event.from)) return false;
        this.#heard(event.from);
        if (event.private) this.lastPrivate = event.from;
        return true;
      case "joined":
        this.#heard(event.name);
        return !this.quiet;
      case "left":
        this.#active.delete(event.name);
        return !this.quiet;
      case "renamed":
        this.#rename(event.from, event.to);
        return !this.quiet;
    }
    return true;
  }

  /** Sends a text to whom text goes to. */
  send(text: string): Steps {
    return this.partner === undefined ? this.say(text) : this.tell(this.partner, text);
  }

  /** Says something to everyone, and keeps it. */
  say(text: string): Steps {
    this.transcript.add(this.#own(text));
    return say(text);
  }

  /** Says something to one, and keeps it. */
  tell(to: string, text: string): Steps {
    this.#heard(to.normalize("NFC"));
    this.transcript.add(this.#own(text, to));
    return tell(to, text);
  }

  #own(text: string, to?: string): Line {
    const from = this.self ?? "";
    const head = to === undefined ? from : `${from} → ${to}`;
    // Only what comes from the server has a number.
    const about = { type: "message", from, text, time: this.#now() } as const;
    return { ...out(said(head, text)), about, to };
  }

  #heard(name: string): void {
    if (name === this.self) return;
    this.#active.delete(name);
    this.#active.add(name);
  }

  #rename(from: string, to: string): void {
    if (this.partner === from) this.partner = to;
    if (this.lastPrivate === from) this.lastPrivate = to;
    if (this.ignored.delete(from)) this.ignored.add(to);
    if (this.#active.delete(from)) this.#heard(to);
  }
}
