import type { Name } from "../../protocol/mod.ts";
import { authorOf } from "./author_of.ts";
import type { MemberId } from "./events.ts";
import { Mailbox } from "./mailboxes.ts";
import { Outcomes } from "./outcomes.ts";

/** A client as the room sees it, over all connections of its conversation. */
export class Member {
  /** Number of its connection; undefined while it is away. */
  connection?: number;
  /** Its name, while it has one. Kept while it is away if the name is held for it. */
  name?: Name;
  /** Its place in the order of arrival, while it has a name. */
  place?: number;
  /** The name it had when its connection ended, if that name was freed. */
  formerName?: Name;
  /** Whether it ever had a name: nothing is kept for a client that never had one. */
  wasNamed = false;
  /** How many arrivals there had been when all who were here were last told the id of its visit. */
  toldAt: number = -1;
  /** Number of the last message before it took its name: it does not get earlier ones. */
  since: number = Infinity;
  /** The private messages that it may ask for. */
  readonly mailbox: Mailbox = new Mailbox();
  /** What its messages are known by, over all restarts. */
  readonly author: number;
  /** Its requests that were carried out. */
  readonly outcomes: Outcomes;

  /**
   * Creates a member.
   *
   * @param id Its number.
   * @param secret The secret that the client comes back with.
   * @param origin The address or network it comes from.
   */
  constructor(readonly id: MemberId, readonly secret: string, readonly origin: string) {
    this.author = authorOf(secret);
    this.outcomes = new Outcomes(origin);
  }
}
