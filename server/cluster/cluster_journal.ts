import { ProtocolError } from "../../protocol/mod.ts";
import type { Journal, OnApplied, Replica, Sharing } from "../journal/journal.ts";
import { RecentMessages } from "../journal/recent_messages.ts";
import { Histogram } from "../observability/histogram.ts";
import type { Log } from "../observability/log.ts";
import type { MemberId, RoomEvent, RoomEventOf } from "../room/events.ts";
import { SERVER_MEMBER } from "../room/server_member.ts";
import type { ClusterLink, LinkMessage } from "./cluster_link.ts";
import { type ClusterRecord, decodeRecord } from "./cluster_record.ts";
import { type ClusterSnapshot, piecesOf } from "./cluster_snapshot.ts";
import { type ClusterServer, Membership, NUMBERS_OF_A_SERVER } from "./membership.ts";
import { OrderedLog } from "./ordered_log.ts";
import { notInside, Participation } from "./participation.ts";
import type { PastMessage } from "./past_reader.ts";
import { PrivateLetters } from "./private_letters.ts";
import { Proposals } from "./proposals.ts";
import { secretToken } from "./secret_token.ts";
import { pauseFor } from "./within.ts";

/** How often what waits is looked at, in ms. */
const CHECK_MS = 250;

/** How long a server that ends waits for its clients to be on others, and how often it looks, in ms. */
const MOVING_MS = 2_000;
const LOOK_MS = 100;

/** Upper bounds of the ranges of the time that a proposal takes, in seconds. */
const PROPOSAL_BOUNDS = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** Options of {@linkcode ClusterJournal}. */
export interface ClusterJournalOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /** Where clients reach this server, as `HOST:PORT`. */
  readonly address: () => string;
  /** Takes the events for the log. */
  readonly log: Log;
  /**
   * The time of a clock that nobody sets, in ms.
   *
   * @default {performance.now}
   */
  readonly now?: () => number;
}

/**
 * Journal that several servers share: their events stand in one log, and each server applies them in
 * its order.
 */
export class ClusterJournal implements Journal, Sharing {
  /** Applies an event. */
  onApplied: OnApplied = () => true;
  /** The latest messages; their numbers are those of the log, and the room's name lasts as long. */
  readonly past: RecentMessages;
  /** What the room has to know that several servers share. */
  readonly sharing: Sharing = this;
  /** How long proposals took, in seconds. */
  readonly latency: Histogram = new Histogram(PROPOSAL_BOUNDS);
  readonly #link: ClusterLink;
  readonly #log: Log;
  readonly #membership = new Membership();
  readonly #records: OrderedLog;
  readonly #proposals: Proposals;
  readonly #letters: PrivateLetters;
  readonly #participation: Participation;
  #replica?: Replica;
  #timer?: ReturnType<typeof setInterval>;

  /** Makes one that does not take part yet; see {@linkcode ClusterJournal.share}. */
  constructor({ link, address, log, now = () => performance.now() }: ClusterJournalOptions) {
    this.#link = link;
    this.#log = log;
    this.past = new RecentMessages({ room: link.room });
    const records = this.#records = new OrderedLog({
      read: (seq) => link.read(seq),
      onEntry: (seq, bytes) => this.#apply(seq, bytes),
      onLost: () => this.#participation.lose(),
    });
    this.#proposals = new Proposals({
      write: (bytes, id) => link.write(bytes, id),
      onLate: (seq) => records.expect(seq),
      now,
      onDone: (ms) => this.latency.observe(ms / 1000),
    });
    this.#letters = new PrivateLetters({ link, deliver: (letter) => this.#deliver(letter) });
    this.#participation = new Participation({
      ...{ link, records, membership: this.#membership, address, log, now },
      restore: (snapshot) => this.#restore(snapshot),
      begin: (past, last) => this.#begin(past, last),
      answer: (message) => this.#answer(message),
      onInside: ({ id }) => this.#letters.receive(id),
      onOutside: () => this.#leave(),
      sendAway: (why) => this.#replica?.sendAway(why),
    });
    link.follow(({ seq, bytes }) => records.take(seq!, bytes));
  }

  /** The numbers of members and connections that this server gives are greater than this. */
  get numbersAfter(): number {
    return (this.#participation.server?.place ?? 0) * NUMBERS_OF_A_SERVER;
  }

  /** Where the other servers are, as `HOST:PORT`. */
  get elsewhere(): readonly string[] {
    const own = this.#participation.server?.id;
    return this.#membership.servers.filter(({ id }) => id !== own).map(({ address }) => address);
  }

  /** How many servers have the room. */
  get servers(): number {
    return this.#membership.servers.length;
  }

  /** Whether this server takes part. */
  get isInside(): boolean {
    return this.#participation.isInside;
  }

  /** How many records this server knows of and has not applied yet. */
  get lag(): number {
    return this.#records.lag;
  }

  /** Makes what all servers know a client by, from its secret. */
  tokenOf(secret: string): string {
    return secretToken(secret);
  }

  /** Makes the id of a member's visit, the same one on all servers. */
  visitOf(member: MemberId): string {
    return `${this.#membership.founded.toString(36)}.${member.toString(36)}`;
  }

  /** Begins to take part. */
  share(replica: Replica): void {
    this.#replica = replica;
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  /** Resolves once this server takes part. */
  enter(): Promise<void> {
    return this.#participation.enter();
  }

  /** Writes an event to the log; it is applied when it comes from there. */
  propose(event: RoomEvent): Promise<void> | undefined {
    const { server, isInside } = this.#participation;
    if (event.type === "left") {
      // Also when it is cut off: it is written as soon as that is possible.
      return server && this.#proposals.propose(event, server.id, this.past.seq);
    }
    if (!server || !isInside || !this.#isOwn(event)) return Promise.reject(notInside());
    if (event.type === "told") return this.#tell(event, server);
    return this.#proposals.propose(event, server.id, this.past.seq);
  }

  /** Takes part no more, and lets go of the connection. */
  async close(): Promise<void> {
    await this.#whenMoved();
    clearInterval(this.#timer);
    this.#letters.stop();
    await this.#participation.leave();
    this.#records.close();
    await this.#link.close();
    this.#proposals.refuseAll(notInside());
  }

  /** Waits until the clients of this server are on others, so that nobody hears that they left. */
  async #whenMoved(): Promise<void> {
    const { server, isInside } = this.#participation;
    if (!server || !isInside || this.elsewhere.length === 0) return;
    for (let ms = 0; ms < MOVING_MS && this.#hasClients(server); ms += LOOK_MS) {
      await pauseFor(LOOK_MS);
    }
  }

  /** Whether somebody is in the room by a connection of a server. */
  #hasClients({ id }: ClusterServer): boolean {
    return this.#replica!.snapshot().members.some(({ connection }) =>
      connection !== undefined && this.#membership.serverOf(connection)?.id === id
    );
  }

  #check(): void {
    this.#proposals.check();
    this.#participation.check();
  }

  /** Whether an event is by a connection that has a number of this server. */
  #isOwn(event: RoomEvent): boolean {
    if (event.type !== "arrived" && event.type !== "returned") return true;
    return this.#membership.serverOf(event.connection) === this.#participation.server;
  }

  #apply(seq: number, bytes: Uint8Array): void {
    this.past.seq = seq;
    const record = decodeRecord(bytes);
    try {
      if (record?.type === "event") this.#applyEvent(seq, record);
      else if (record) this.#applyChange(seq, record);
    } catch (error) {
      // The same on every server: they stay equal if all go on.
      this.#log({
        type: "fault",
        peer: "the cluster",
        error: `${(error as Error).stack ?? error}`,
      });
    }
  }

  #applyEvent(seq: number, record: Extract<ClusterRecord, { type: "event" }>): void {
    // What a server writes after it was declared gone does not count.
    const counts = this.#membership.get(record.server) !== undefined;
    if (counts) {
      const isOwn = record.server === this.#participation.server?.id;
      const event = isOwn && this.#proposals.take(record.number) || record.event;
      if (this.onApplied(seq, event) && event.type === "said") this.past.add(seq, event);
      if (isOwn) this.#proposals.applied(record.number);
    }
    this.#proposals.passed(seq, counts);
  }

  #applyChange(seq: number, record: Exclude<ClusterRecord, { type: "event" }>): void {
    const server = this.#membership.apply(seq, record);
    if (!server) return;
    if (record.type === "gone" && server.id !== this.#participation.server?.id) {
      this.#strand(seq, server, record.time);
    }
    this.#participation.changed(record, server);
  }

  #strand(seq: number, { place }: ClusterServer, time: number): void {
    const from = place * NUMBERS_OF_A_SERVER;
    const below = from + NUMBERS_OF_A_SERVER;
    const member = SERVER_MEMBER;
    this.onApplied(seq, { type: "stranded", member, from, below, time, at: time });
  }

  /** Says something to one client, on this server or another; nobody keeps it. */
  #tell(letter: RoomEventOf<"told">, own: ClusterServer): Promise<void> | undefined {
    const connection = this.#replica!.connectionOfName(letter.to);
    const server = connection === undefined ? undefined : this.#membership.serverOf(connection);
    if (!server || server === own) return void this.onApplied(this.past.seq, letter);
    return this.#letters.send(server.id, letter).then(() => {
      this.onApplied(this.past.seq, { ...letter, isDelivered: true });
    });
  }

  /** Gives a client of this server what one of another server says to it. */
  #deliver(letter: RoomEventOf<"told">): void {
    const connection = this.#replica!.connectionOfName(letter.to);
    const server = connection === undefined ? undefined : this.#membership.serverOf(connection);
    const isHere = server !== undefined && server === this.#participation.server;
    if (isHere && this.onApplied(this.past.seq, letter)) return;
    throw new ProtocolError("no-such-user", `${letter.to} is not there any more`);
  }

  #answer(message: LinkMessage): void {
    const snapshot = {
      seq: this.past.seq,
      membership: this.#membership.snapshot(),
      room: this.#replica!.snapshot(),
      said: this.past.all,
      dropped: this.past.dropped,
    };
    for (const piece of piecesOf(snapshot)) message.answer(piece);
  }

  #restore({ seq, membership, room, said, dropped }: ClusterSnapshot): void {
    this.past.restore(seq, said, dropped);
    this.#membership.restore(membership);
    this.#replica!.restore(room);
  }

  #begin(past: readonly PastMessage[], last: number): void {
    this.#membership.restore({ servers: [], places: 0, founded: 0 });
    const [oldest] = past;
    const dropped = oldest ? oldest.seq - 1 : last;
    this.past.restore(last, [], { seq: dropped, others: dropped });
    for (const { seq, event } of past) this.past.add(seq, event);
    this.#replica!.restore({ members: [], away: [], places: 0 });
  }

  #leave(): void {
    this.#letters.stop();
    this.#proposals.refuseAll(notInside());
  }
}
