import { encodeMessage, FrameType, type Reply } from "../../protocol/mod.ts";
import type { Session } from "./effects.ts";
import { History, type Message } from "./history.ts";
import { Mailboxes } from "./mailboxes.ts";
import type { Visit } from "./visit.ts";
import { Visits } from "./visits.ts";

/** Options of {@linkcode Resumption}. */
export interface ResumptionOptions {
  /** The time, in ms since 1970 UTC. */
  now: () => number;
  /** Makes secrets: strings that nobody can guess, another one at each call. */
  random: () => string;
  /**
   * Most bytes on the wire of what a client is shown that comes back: all of it is queued at once.
   *
   * @default {524_288}
   */
  maxMissedBytes?: number;
}

/** What a client has missed. */
export interface Missed {
  /** The messages, oldest first. */
  readonly messages: Message[];
  /** Whether there were others before them. */
  readonly older: boolean;
}

/**
 * Numbers the messages, and remembers what a client needs that comes back: who it is, what it
 * missed, and which of its requests have been obeyed.
 */
export class Resumption {
  readonly #history = new History();
  readonly #mailboxes: Mailboxes;
  readonly #visits: Visits;
  readonly #maxMissedBytes: number;
  #seq = 0;

  /** Begins with nobody and nothing remembered. */
  constructor({ now, random, maxMissedBytes = 524_288 }: ResumptionOptions) {
    this.#maxMissedBytes = maxMissedBytes;
    this.#mailboxes = new Mailboxes(now);
    this.#visits = new Visits({
      now,
      random,
      onForget: ({ mailbox }) => this.#mailboxes.empty(mailbox),
    });
  }

  /** Number of the last message; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Forgets what nobody can ask for any more. */
  tidy(): void {
    this.#visits.tidy();
    this.#mailboxes.tidy();
  }

  /**
   * Begins the visit of a new client.
   *
   * @returns The secret that it can come back with.
   */
  begin(session: Session): string {
    const { visit, secret } = this.#visits.open();
    visit.session = session;
    session.visit = visit;
    return secret;
  }

  /** Finds the client that a secret was given to; nobody if it is wrong or too old. */
  find(secret: string): Visit | undefined {
    return this.#visits.find(secret);
  }

  /**
   * Goes on with a visit on another connection.
   *
   * @param last Number of the last message that the client has.
   * @returns What was said since: the newest of it, if it is very much.
   */
  resume(visit: Visit, session: Session, last: number): Missed {
    visit.session = session;
    session.visit = visit;
    visit.outcomes.resume();
    const since = Math.max(last, visit.since);
    const all = [
      ...this.#history.after(since, visit),
      ...this.#mailboxes.after(visit.mailbox, last),
    ].sort((a, b) => a.seq - b.seq);
    const messages = newest(all, this.#maxMissedBytes);
    const older = messages.length < all.length || this.#history.forgotten(visit) > since ||
      visit.mailbox.forgotten > last;
    if (session.name === undefined) visit.since = Infinity;
    return { messages, older };
  }

  /** Numbers and remembers a message to everyone. */
  said(by: Session, message: Omit<Message, "seq">): Message {
    const numbered = { ...message, seq: ++this.#seq };
    this.#history.add(numbered, by.visit!);
    return numbered;
  }

  /** Numbers and remembers a message to one. */
  told(to: Session, message: Omit<Message, "seq">): Message {
    const numbered = { ...message, seq: ++this.#seq };
    this.#mailboxes.put(to.visit!.mailbox, numbered);
    return numbered;
  }

  /** Notes that a client has taken a first name: what is said from now on concerns it. */
  named(session: Session): void {
    session.visit!.since = this.#seq;
  }

  /** Forgets what concerned the name that a client gave back. */
  unnamed(session: Session): void {
    session.visit!.since = Infinity;
    this.#mailboxes.empty(session.visit!.mailbox);
  }

  /** Finds the answer to a request that the client repeats; see `Outcomes`. */
  repeated({ visit }: Session, type: string, id: number): Reply | undefined {
    return visit?.outcomes.repeated(type, id);
  }

  /** Notes the answer to a request. */
  answered({ visit }: Session, type: string, reply: Reply): void {
    visit?.outcomes.note(type, reply);
  }

  /** Notes that a connection has ended, and whether its client may come back. */
  leave(session: Session, forGood: boolean): void {
    const { visit } = session;
    session.visit = undefined;
    if (!visit) return;
    visit.session = undefined;
    visit.name = session.name;
    if (forGood) this.#visits.forget(visit);
    else this.#visits.leave(visit);
  }
}

/** The newest of some messages, as many as fit into so many bytes. */
function newest(messages: readonly Message[], maxBytes: number): Message[] {
  let first = messages.length;
  for (let left = maxBytes; first > 0; first--) {
    left -= encodeMessage(FrameType.NOTICE, messages[first - 1]).length;
    if (left < 0) break;
  }
  return messages.slice(first);
}
