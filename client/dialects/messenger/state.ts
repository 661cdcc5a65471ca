import type { ClientEvent } from "../../session/events.ts";
import { type Line, out, said } from "../../session/line.ts";
import type { Steps } from "../../session/step.ts";
import { say, tell } from "./steps.ts";
import { Recollections } from "./recollections.ts";
import { Transcript } from "./transcript.ts";

/** The state of a messenger session. */
export class MessengerState {
  /** Who text is sent to; everyone if undefined. */
  partner?: string;
  /** Who sent the last private message. */
  lastPrivate?: string;
  /** Whether to hide who joins and leaves. */
  quiet = false;
  /** The people whose messages are hidden. */
  readonly ignored = new Set<string>();
  /** The messages of the session. */
  readonly transcript = new Transcript();
  /** Earlier messages that are on their way. */
  readonly recollections = new Recollections();
  /** Whether there is a connection. */
  isConnected = false;
  /** The user's own name, at the time of the current line or event. */
  self?: string;
  readonly #active = new Set<string>();
  readonly #now: () => number;

  /** Begins a session; `now` is the time in ms since 1970 UTC. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The people seen in events, most recent first. */
  get active(): string[] {
    return [...this.#active].reverse();
  }

  /** Notes an event. Tells whether to show it. */
  admit(event: ClientEvent): boolean {
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

  /** Sends a text to the current receiver. */
  send(text: string): Steps {
    return this.partner === undefined ? this.say(text) : this.tell(this.partner, text);
  }

  /** Sends a message to everyone, and keeps it. */
  say(text: string): Steps {
    this.transcript.add(this.#own(text));
    return say(text);
  }

  /** Sends a private message, and keeps it. */
  tell(to: string, text: string): Steps {
    this.#heard(to.normalize("NFC"));
    this.transcript.add(this.#own(text, to));
    return tell(to, text);
  }

  #own(text: string, to?: string): Line {
    const from = this.self ?? "";
    const head = to === undefined ? from : `${from} → ${to}`;
    // Only messages from the server have a number.
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
