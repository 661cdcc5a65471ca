import type { Journal, OnApplied, Replica } from "../journal/journal.ts";
import type { RecentMessages } from "../journal/recent_messages.ts";
import type { Log } from "../observability/log.ts";
import type { RoomEvent } from "../room/events.ts";
import type { ClusterLink } from "./cluster_link.ts";
import { type ClusterRecord, decodeRecord } from "./cluster_record.ts";
import { ClusterSharing } from "./cluster_sharing.ts";
import { ClusterState } from "./cluster_state.ts";
import { cutOff } from "./cut_off.ts";
import type { ClusterServer } from "./membership.ts";
import { OrderedLog } from "./ordered_log.ts";
import { Participation } from "./participation.ts";
import { PrivateLetters } from "./private_letters.ts";
import { Proposals } from "./proposals.ts";
import { whenMoved } from "./when_moved.ts";

/** How often what waits is looked at, in ms. */
const CHECK_MS = 250;

/** Options of {@linkcode ClusterJournal}. */
export interface ClusterJournalOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /** Where clients reach this server, as `HOST:PORT`. */
  readonly address: () => string;
  /** Takes the events for the log. */
  readonly log: Log;
}

/**
 * Journal that several servers share: their events stand in one log, and each server applies them in
 * its order.
 */
export class ClusterJournal implements Journal {
  /** Applies an event. */
  onApplied: OnApplied = () => true;
  /** What the room has to know that several servers share. */
  readonly sharing: ClusterSharing;
  readonly #options: ClusterJournalOptions;
  readonly #state: ClusterState;
  readonly #records: OrderedLog;
  readonly #proposals: Proposals;
  readonly #letters: PrivateLetters;
  readonly #participation: Participation;
  #timer?: ReturnType<typeof setInterval>;

  /** Makes one that does not take part yet; see {@linkcode ClusterJournal.share}. */
  constructor(options: ClusterJournalOptions) {
    const { link } = this.#options = options;
    const now = () => performance.now();
    const state = this.#state = new ClusterState(link.room, (...of) => this.onApplied(...of));
    const records = this.#records = new OrderedLog({
      read: (seq) => link.read(seq),
      onEntry: (seq, bytes) => this.#take(seq, bytes),
      onLost: () => this.#participation.lose(),
    });
    const letters = this.#letters = new PrivateLetters(link, state);
    const proposals = this.#proposals = new Proposals({
      write: (bytes, id) => link.write(bytes, id),
      onLate: (seq) => records.expect(seq),
      now,
      onDone: (ms) => this.sharing.latency.observe(ms / 1000),
    });
    const participation = this.#participation = new Participation({
      ...options,
      ...{ records, state, now },
      onInside: (server) => letters.receive(server),
      onOutside: () => {
        letters.stop();
        proposals.refuseAll(cutOff());
      },
    });
    this.sharing = new ClusterSharing({ membership: state.membership, participation, records });
    link.follow(({ seq, bytes }) => records.take(seq!, bytes));
  }

  /** The latest messages to everyone. */
  get past(): RecentMessages {
    return this.#state.past;
  }

  /** Begins to take part. */
  share(replica: Replica): void {
    this.#state.replica = replica;
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  /** Resolves once this server takes part. */
  enter(): Promise<void> {
    return this.#participation.enter();
  }

  /** Writes an event to the log; it is applied when it comes from there. */
  propose(event: RoomEvent): Promise<void> | undefined {
    const { server, isInside } = this.#participation;
    // Also when it is cut off: it is written as soon as that is possible.
    if (event.type === "left") return server && this.#write(event, server);
    if (!server || !isInside || !this.#isOf(server, event)) return Promise.reject(cutOff());
    if (event.type === "told") return this.#letters.tell(event, server);
    return this.#write(event, server);
  }

  /** Takes part no more, and lets go of the connection. */
  async close(): Promise<void> {
    const { server, isInside } = this.#participation;
    if (server && isInside) await whenMoved(this.#state, server);
    clearInterval(this.#timer);
    this.#letters.stop();
    await this.#participation.leave();
    this.#records.close();
    await this.#options.link.close();
    this.#proposals.refuseAll(cutOff());
  }

  #check(): void {
    this.#proposals.check();
    this.#participation.check();
  }

  #write(event: RoomEvent, { id }: ClusterServer): Promise<void> {
    return this.#proposals.propose(event, id, this.past.seq);
  }

  /** Whether an event is by a connection that has a number of a server. */
  #isOf(server: ClusterServer, event: RoomEvent): boolean {
    if (event.type !== "arrived" && event.type !== "returned") return true;
    return this.#state.membership.serverOf(event.connection) === server;
  }

  /** Takes an entry of the log. */
  #take(seq: number, bytes: Uint8Array): void {
    this.past.seq = seq;
    const record = decodeRecord(bytes);
    try {
      if (record?.type === "event") this.#apply(seq, record);
      else if (record) this.#participation.apply(seq, record);
    } catch (error) {
      // The same on every server: they stay equal if all go on.
      const text = `${(error as Error).stack ?? error}`;
      this.#options.log({ type: "fault", peer: "the cluster", error: text });
    }
  }

  #apply(seq: number, { server, number, event }: Extract<ClusterRecord, { type: "event" }>): void {
    const isOwn = server === this.#participation.server?.id;
    const proposed = isOwn ? this.#proposals.take(number) : undefined;
    const counts = this.#state.apply(seq, server, proposed ?? event);
    if (counts && isOwn) this.#proposals.applied(number);
    this.#proposals.passed(seq, counts);
  }
}
