import type { Name } from "../../protocol/mod.ts";
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
  /** When it came under a name or came back, in ms since 1970 UTC, while it has a name. */
  cameAt?: number;
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
  /** Its requests that were carried out. */
  readonly outcomes: Outcomes;

  /**
   * Creates a member.
   *
   * @param id Its number.
   * @param token What it is known by when it comes back.
   * @param origin The address or network it comes from.
   * @param author What its messages are known by, over all restarts.
   */
  constructor(
    readonly id: MemberId,
    readonly token: string,
    readonly origin: string,
    readonly author: number,
  ) {
    this.outcomes = new Outcomes(origin);
  }
}
