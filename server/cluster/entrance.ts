import { type ClusterLink, OvertakenError } from "./cluster_link.ts";
import { decodeRecord, encodeRecord, type ServerRecord } from "./cluster_record.ts";
import type { ClusterState } from "./cluster_state.ts";
import type { Liveness } from "./liveness.ts";
import type { OrderedLog } from "./ordered_log.ts";
import { readPast } from "./past_reader.ts";
import type { RoomHandover } from "./room_handover.ts";
import { isWithin } from "./within.ts";

/** How long to wait for one's own record, in ms. */
const OWN_RECORD_MS = 10_000;

/** What a server needs to begin to take part. */
export interface EntranceOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /** Brings the records. */
  readonly records: OrderedLog;
  /** What it takes over from another server, or begins. */
  readonly state: ClusterState;
  /** Asks the other servers for the room. */
  readonly handover: RoomHandover;
  /** Where clients reach this server, as `HOST:PORT`. */
  readonly address: () => string;
  /** Which servers are heard. */
  readonly liveness: Liveness;
}

/**
 * The way into a room: takes it over from a server that has it, or begins it anew if there is none, and
 * writes so into the log.
 */
export class Entrance {
  readonly #options: EntranceOptions;
  /** What the record is known by that this server has written and that has not come yet. */
  #nonce?: string;
  #end = () => {};

  /** Makes one that does nothing yet. */
  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /**
   * Tries once to take part.
   *
   * @returns Resolves when this server does, or has to try again.
   * @throws {Error} If the other servers or the log are not reached.
   */
  async tryOnce(): Promise<void> {
    const { link, state, records, handover } = this.#options;
    const { last } = await link.ends();
    const room = await handover.ask();
    if (typeof room === "string") return await this.#foundIfAlone(room, last);
    state.restore(room);
    records.start(room.seq + 1);
    await this.#write("joined");
  }

  /** Whether a record is the one by which this server takes part from now on. */
  isPassedWith({ nonce }: ServerRecord): boolean {
    if (this.#nonce === undefined || nonce !== this.#nonce) return false;
    this.#nonce = undefined;
    this.#end();
    return true;
  }

  /** Ends an attempt: its record would not count. */
  giveUp(): void {
    this.#options.records.stop();
    this.#end();
  }

  /** Begins the room anew, if there is no other server, and none does so at the same time. */
  async #foundIfAlone(found: "nobody" | "silence", last: number): Promise<void> {
    const { link, state, records, handover, liveness } = this.#options;
    const isOver = found === "nobody" && await this.#hasEnded(last);
    if (!isOver && !liveness.hearsNobody) return;
    state.begin(await readPast(link, last), last);
    records.start(last + 1);
    handover.answer(); // Before: whoever comes next is to find this server.
    await this.#write("founded", last);
  }

  /** Whether the last server of the room has said that it ends, so that there is no other. */
  async #hasEnded(last: number): Promise<boolean> {
    const bytes = last === 0 ? undefined : await this.#options.link.read(last);
    return bytes === undefined || decodeRecord(bytes)?.type === "gone";
  }

  async #write(type: "founded" | "joined", onlyAfter?: number): Promise<void> {
    const { link, address, records, handover } = this.#options;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const nonce = this.#nonce = crypto.randomUUID();
    this.#end = resolve;
    try {
      await link.write(encodeRecord({ type, nonce, address: address() }), nonce, onlyAfter);
      await isWithin(OWN_RECORD_MS, ended);
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
    } finally {
      if (this.#nonce) {
        this.#nonce = undefined;
        handover.stop();
        records.stop();
      }
    }
  }
}
