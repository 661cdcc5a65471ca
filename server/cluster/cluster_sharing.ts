import type { Sharing } from "../journal/journal.ts";
import { Histogram } from "../observability/histogram.ts";
import type { MemberId } from "../room/events.ts";
import { type Membership, NUMBERS_OF_A_SERVER } from "./membership.ts";
import type { OrderedLog } from "./ordered_log.ts";
import type { Participation } from "./participation.ts";
import { secretToken } from "./secret_token.ts";

/** Upper bounds of the ranges of the time that a proposal takes, in seconds. */
const PROPOSAL_BOUNDS = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** What {@linkcode ClusterSharing} tells of. */
export interface ClusterSharingOptions {
  /** The servers of the room. */
  readonly membership: Membership;
  /** Whether this server is one of them. */
  readonly participation: Participation;
  /** Brings the records. */
  readonly records: OrderedLog;
}

/** What the room of one server has to know of the others, and of its place among them. */
export class ClusterSharing implements Sharing {
  /** How long proposals took, in seconds. */
  readonly latency: Histogram = new Histogram(PROPOSAL_BOUNDS);
  readonly #options: ClusterSharingOptions;

  /** Tells of these. */
  constructor(options: ClusterSharingOptions) {
    this.#options = options;
  }

  /** The numbers of members and connections that this server gives are greater than this. */
  get numbersAfter(): number {
    return (this.#options.participation.server?.place ?? 0) * NUMBERS_OF_A_SERVER;
  }

  /** Where the other servers are, as `HOST:PORT`. */
  get elsewhere(): readonly string[] {
    const { membership, participation } = this.#options;
    return membership.othersThan(participation.server).map(({ address }) => address);
  }

  /** How many servers have the room. */
  get servers(): number {
    return this.#options.membership.servers.length;
  }

  /** Whether this server takes part. */
  get isInside(): boolean {
    return this.#options.participation.isInside;
  }

  /** How many records this server knows of and has not applied yet. */
  get lag(): number {
    return this.#options.records.lag;
  }

  /** Makes what all servers know a client by, from its secret. */
  tokenOf(secret: string): string {
    return secretToken(secret);
  }

  /** Makes the id of a member's visit, the same one on all servers. */
  visitOf(member: MemberId): string {
    return `${this.#options.membership.founded.toString(36)}.${member.toString(36)}`;
  }
}
