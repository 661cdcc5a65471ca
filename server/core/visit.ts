import type { Session } from "./effects.ts";
import { Mailbox } from "./mailboxes.ts";
import { Outcomes } from "./outcomes.ts";

/** What the server remembers of a client over all the connections it comes back on. */
export class Visit {
  /** The connection it is on; none while it is away. */
  session?: Session;
  /** The name it had when its connection ended, while it is away. */
  name?: string;
  /** Number of the last message to everyone before it took its name: it is shown none of those. */
  since: number = Infinity;
  /** What was said to it alone, lately. */
  readonly mailbox: Mailbox = new Mailbox();
  /** What became of its requests, for those that it repeats. */
  readonly outcomes: Outcomes = new Outcomes();

  /**
   * Begins a visit.
   *
   * @param secret What the client comes back with.
   */
  constructor(readonly secret: string) {}
}
