import type { Notice } from "../../../protocol/mod.ts";
import type { Line, Step } from "../../session/dialect.ts";
import { said } from "../../session/said.ts";
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
  /** The user's own name, as of the line or notice being looked at. */
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

  /** Takes note of a notice; says whether the user is to see it. */
  admit(notice: Notice): boolean {
    switch (notice.type) {
      case "message":
        if (this.ignored.has(notice.from)) return false;
        this.#heard(notice.from);
        if (notice.private) this.lastPrivate = notice.from;
        return true;
      case "joined":
        this.#heard(notice.name);
        return !this.quiet;
      case "left":
        this.#active.delete(notice.name);
        return !this.quiet;
      case "renamed":
        this.#rename(notice.from, notice.to);
        return !this.quiet;
    }
    return true;
  }

  /** Sends a text to whom text goes to. */
  send(text: string): Step {
    return this.partner === undefined ? this.say(text) : this.tell(this.partner, text);
  }

  /** Says something to everyone, and keeps it. */
  say(text: string): Step {
    this.transcript.add(this.#own(text));
    return say(text);
  }

  /** Says something to one, and keeps it. */
  tell(to: string, text: string): Step {
    this.#heard(to.normalize("NFC"));
    this.transcript.add(this.#own(text, to));
    return tell(to, text);
  }

  #own(text: string, to?: string): Line {
    const from = this.self ?? "";
    const head = to === undefined ? from : `${from} → ${to}`;
    // Only what comes from the server has a number.
    const about = { type: "message", from, text, time: this.#now() } as const;
    return { kind: "out", text: said(head, text), about, to };
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
