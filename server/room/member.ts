import type { MemberId } from "./events.ts";
import { Mailbox } from "./mailboxes.ts";
import { Outcomes } from "./outcomes.ts";

/** A conversation, as the room knows it: over all the connections that its client comes back on. */
export class Member {
  /** Number of the connection it is on; none while it is away. */
  connection?: number;
  /** Its name, while it has one. Kept while it is away if the name is held for it. */
  name?: string;
  /** Its place in the order of arrival, while it has a name. */
  place?: number;
  /** The name it had when its connection ended, if that name was freed. */
  formerName?: string;
  /** Whether it ever had a name: nothing is kept for a client that never had one. */
  wasNamed = false;
  /** Number of the last message to everyone before it took its name: it is shown none of those. */
  since: number = Infinity;
  /** What was said to it alone, lately. */
  readonly mailbox: Mailbox = new Mailbox();
  /** Which of its requests were obeyed. */
  readonly outcomes: Outcomes = new Outcomes();

  /**
   * Begins a conversation.
   *
   * @param id Its number.
   * @param secret What the client comes back with.
   * @param origin The address or network that it comes from.
   */
  constructor(readonly id: MemberId, readonly secret: string, readonly origin: string) {}
}
