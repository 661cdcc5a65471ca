import { joinFrames, type Notice, type Reply } from "../../protocol/mod.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Audience, ChatMessage, MemberId } from "../room/events.ts";
import { CatchUp } from "./catch_up.ts";
import type { Encoding, Guest } from "./guest.ts";

/** How much is queued as one piece, in UTF-16 units: a client that says too much is soon slowed. */
const BATCH_UNITS = 8_192;

/** What a notice counts for beside its text. */
const BESIDE_TEXT_UNITS = 80;

/** An audience of many. */
type Everybody = Extract<Audience, { all: unknown }>;

/** Notices to one audience, one right after the other. */
interface Batch {
  readonly to: Everybody;
  readonly notices: Notice[];
  readonly at: number;
  units: number;
}

/**
 * Brings notices and replies to the guests. A notice is encoded once for each encoding in use, and
 * consecutive notices to one audience are queued for each guest as one piece. Every call keeps the
 * one order of events: whoever is concerned by what waits in a batch gets it before anything later.
 */
export class Delivery {
  readonly #metrics: Metrics;
  readonly #maxQueueBytes: number;
  readonly #connected = new Map<MemberId, Guest>();
  readonly #named = new Map<MemberId, Guest>();
  #batch?: Batch;
  #crowded?: Guest;

  /**
   * Makes one that has nobody to deliver to.
   *
   * @param metrics Counts what is delivered.
   * @param maxQueueBytes Most bytes that may wait for one guest.
   */
  constructor(metrics: Metrics, maxQueueBytes: number) {
    this.#metrics = metrics;
    this.#maxQueueBytes = maxQueueBytes;
  }

  /** The guest of a member, while it has a connection. */
  guestOf(member: MemberId): Guest | undefined {
    const guest = this.#connected.get(member);
    return guest instanceof CatchUp ? guest.guest : guest;
  }

  /** Begins to deliver to a member. */
  attach(member: MemberId, guest: Guest): void {
    this.flush();
    this.#connected.set(member, guest);
    if (this.#named.has(member)) this.#named.set(member, guest);
  }

  /** Delivers to a member no more. */
  detach(member: MemberId): void {
    this.flush();
    const guest = this.#connected.get(member);
    if (guest instanceof CatchUp) guest.stop();
    this.#connected.delete(member);
    this.#named.delete(member);
  }

  /** Notes that a member has a name from now on, or has none. */
  setNamed(member: MemberId, isNamed: boolean): void {
    this.flush();
    const guest = this.#connected.get(member);
    if (isNamed && guest) this.#named.set(member, guest);
    else this.#named.delete(member);
  }

  /** Queues a reply, behind all that happened before it and concerns the member. */
  reply(member: MemberId, reply: Reply): void {
    if (this.#batch && includes(this.#batch.to, member)) this.flush();
    this.guestOf(member)?.reply(reply);
  }

  /** Queues a notice for all it concerns: for one at once, for many by the end of this tick. */
  tell(to: Audience, notice: Notice): void {
    if ("only" in to) return this.#tellOne(to.only, notice);
    if (this.#batch && !isSame(this.#batch.to, to)) this.flush();
    const batch = this.#batch ??= this.#begin(to);
    batch.notices.push(notice);
    batch.units += BESIDE_TEXT_UNITS + (notice.type === "message" ? notice.text.length : 0);
    if (batch.units >= BATCH_UNITS) this.flush();
  }

  /**
   * What to wait for before more is said, if somebody's queue is half full: many who talk at once
   * must not make a client look slow that was given no time to read.
   */
  relief(): Promise<void> | undefined {
    if (this.#crowded?.isCrowded) return this.#crowded.whenRelieved();
    this.#crowded = undefined;
  }

  /**
   * Sends a member earlier messages, as fast as it takes them; what happens meanwhile comes after.
   *
   * @returns What to wait for until all of them are queued, if they are not yet.
   */
  replay(member: MemberId, messages: readonly ChatMessage[]): Promise<void> | undefined {
    this.flush();
    const guest = this.#connected.get(member);
    if (!guest || messages.length === 0) return undefined;
    this.#metrics.deliveries += messages.length;
    const catchUp = new CatchUp(guest, messages, this.#maxQueueBytes / 2);
    if (catchUp.isDone) return undefined;
    this.attach(member, catchUp);
    return catchUp.done.then(() => {
      if (this.#connected.get(member) === catchUp) this.attach(member, guest);
    });
  }

  /** What to wait for until a member has the earlier messages that it is being sent, if any. */
  caughtUp(member: MemberId): Promise<void> | undefined {
    const guest = this.#connected.get(member);
    return guest instanceof CatchUp ? guest.done : undefined;
  }

  /** Queues what happened in this tick. */
  flush(): void {
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = undefined;
    const { to, at, notices } = batch;
    const guests = to.all === "named" ? this.#named : this.#connected;
    const except = to.except === undefined ? undefined : guests.get(to.except);
    this.#queue(guests.values(), except, notices, at);
  }

  #tellOne(member: MemberId, notice: Notice): void {
    if (this.#batch && includes(this.#batch.to, member)) this.flush();
    this.#queue([this.#connected.get(member)], undefined, [notice], performance.now());
  }

  #begin(to: Everybody): Batch {
    queueMicrotask(() => this.flush()); // This batch, or one that has followed it in the same tick.
    return { to, notices: [], at: performance.now(), units: 0 };
  }

  #queue(
    guests: Iterable<Guest | undefined>,
    except: Guest | undefined,
    notices: readonly Notice[],
    at: number,
  ): void {
    const encoded = new Encoded(notices);
    for (const guest of guests) {
      if (!guest || guest === except) continue;
      for (const piece of encoded.by(guest)) guest.push(piece, at);
      this.#metrics.deliveries += notices.length;
      if (guest.isCrowded) this.#crowded = guest;
    }
  }
}

/** Some notices in each encoding that is asked for. */
class Encoded {
  readonly #notices: readonly Notice[];
  readonly #known = new Map<Encoding, Uint8Array[]>();
  #encoding?: Encoding;
  #pieces: Uint8Array[] = [];

  constructor(notices: readonly Notice[]) {
    this.#notices = notices;
  }

  /** The notices in the encoding of a guest, joined where that spares writes. */
  by(guest: Guest): Uint8Array[] {
    const { encoding } = guest;
    if (encoding === this.#encoding) return this.#pieces;
    let pieces = this.#known.get(encoding);
    if (!pieces) {
      const frames = this.#notices.map((notice) => encoding.encode(notice, guest));
      this.#known.set(encoding, pieces = joinFrames(frames.filter(({ length }) => length > 0)));
    }
    this.#encoding = encoding;
    return this.#pieces = pieces;
  }
}

function includes(audience: Everybody, member: MemberId): boolean {
  return audience.except !== member;
}

function isSame(a: Everybody, b: Everybody): boolean {
  return a.all === b.all && a.except === b.except;
}
