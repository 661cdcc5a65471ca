import {
  type LinkMessage,
  OvertakenError,
  type Written,
} from "../../../server/cluster/cluster_link.ts";
import type { Random } from "../../soak/random.ts";
import type { SimulatedLink } from "./simulated_link.ts";
import type { SimulatedTime } from "./simulated_time.ts";

/** Within which time the same is not written twice, in ms. */
const DUPLICATE_MS = 120_000;

/** What a network does wrong, each as a probability, but for the delay. */
export interface Faults {
  /** Most ms that a message takes. */
  delayMs: number;
  /** An entry of the log is not told to one of the servers. */
  gap: number;
  /** Something is written, and its writer is not told. */
  lostAnswer: number;
  /** What a server sends to the log arrives twice. */
  twice: number;
}

/** A network that does nothing wrong. */
export const NO_FAULTS: Faults = { delayMs: 2, gap: 0, lostAnswer: 0, twice: 0 };

/** Who listens to a subject. */
export interface Listener {
  readonly link: SimulatedLink;
  readonly subject: string;
  readonly group?: string;
  readonly onMessage: (message: LinkMessage) => void;
}

/** What the servers of a simulation have between them. */
export class SimulatedNetwork {
  /** What it does wrong now. */
  faults: Faults = NO_FAULTS;
  /** What was written, the first entry with number 1. */
  readonly log: Uint8Array[] = [];
  /** Number of the first entry that is still there. */
  first = 1;
  /** The links of all servers. */
  readonly links = new Set<SimulatedLink>();
  /** Told of each entry, before anybody else is. */
  onWritten: (seq: number, bytes: Uint8Array) => void = () => {};
  /** Who listens to what. */
  readonly listeners = new Set<Listener>();
  readonly #ids = new Map<string, { readonly seq: number; readonly at: number }>();

  /** Makes one without servers. */
  constructor(readonly time: SimulatedTime, readonly random: Random) {}

  /** Writes, as the part of the network does that keeps the log. */
  write(bytes: Uint8Array, id: string, onlyAfter?: number): Written {
    const before = this.#ids.get(id);
    if (before && this.time.now - before.at < DUPLICATE_MS) {
      return { seq: before.seq, isRepeated: true };
    }
    if (onlyAfter !== undefined && onlyAfter !== this.log.length) throw new OvertakenError("Later");
    const seq = this.log.push(bytes);
    this.#ids.set(id, { seq, at: this.time.now });
    this.onWritten(seq, bytes);
    for (const link of this.links) if (!this.random.chance(this.faults.gap)) link.tell(seq, bytes);
    return { seq, isRepeated: false };
  }

  /** Drops the older entries of the log, as it is too long. */
  drop(kept: number): void {
    this.first = Math.max(this.first, this.log.length + 1 - kept);
  }

  /** Those who get a message: of each group, one. */
  receivers(subject: string): Listener[] {
    const all = Array.from(this.listeners).filter((each) => each.subject === subject);
    const grouped = all.filter(({ group }) => group !== undefined);
    const others = all.filter(({ group }) => group === undefined);
    return grouped.length === 0 ? others : [...others, this.random.pick(grouped)];
  }
}
