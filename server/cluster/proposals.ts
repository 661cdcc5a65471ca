import { ProtocolError } from "../../protocol/mod.ts";
import type { RoomEvent } from "../room/events.ts";
import { SERVER_MEMBER } from "../room/server_member.ts";
import { encodeRecord } from "./cluster_record.ts";
import type { Written } from "./cluster_link.ts";
import { LatestSet } from "./latest_set.ts";

/** How long a client waits for what it asked, in ms. */
const PATIENCE_MS = 5_000;

/** How long something may have been written without having arrived, in ms. */
const ARRIVAL_MS = 250;

/** How many entries are remembered that did not count. */
const MAX_UNCOUNTED = 10_000;

/** Options of {@linkcode Proposals}. */
export interface ProposalsOptions {
  /** Writes to the log; see `ClusterLink.write`. */
  readonly write: (bytes: Uint8Array, id: string) => Promise<Written>;
  /** Told that there is an entry in the log that has not arrived in time. */
  readonly onLate: (seq: number) => void;
  /** The time of a clock that nobody sets, in ms. */
  readonly now: () => number;
  /** Told how long each took from its proposal to its place in the room, in ms. */
  readonly onDone: (ms: number) => void;
}

/** A proposal that is not applied yet. */
interface Waiting {
  readonly event: RoomEvent;
  readonly bytes: Uint8Array;
  readonly done: PromiseWithResolvers<void>;
  readonly since: number;
  /** Number of the last entry that was applied when it was proposed. */
  readonly after: number;
  /** What the log knows it by. */
  id: string;
  /** Where it stands in the log, once that is known. */
  seq?: number;
  /** When that became known. */
  writtenAt: number;
  /** Whether the last attempt to write it failed. */
  hasFailed: boolean;
}

/** What a server proposes to the room, from the proposal to its place in the log. */
export class Proposals {
  readonly #options: ProposalsOptions;
  readonly #waiting = new Map<number, Waiting>();
  /** Those that another server has written before, by their place in the log. */
  readonly #repeated = new Map<number, number>();
  /** The latest entries of the log that did not count. */
  readonly #uncounted = new LatestSet<number>(MAX_UNCOUNTED);
  /** Number of the last entry that has had its turn. */
  #passed = 0;
  #count = 0;

  /** Begins with none. */
  constructor(options: ProposalsOptions) {
    this.#options = options;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Proposes an event.
   *
   * @param server Number of this server.
   * @param after Number of the last entry that was applied.
   * @returns Resolves once it is applied.
   */
  propose(event: RoomEvent, server: number, after: number): Promise<void> {
    const number = ++this.#count;
    const waiting: Waiting = {
      event,
      bytes: encodeRecord({ type: "event", server, number, event }),
      done: Promise.withResolvers(),
      since: this.#options.now(),
      after,
      id: idOf(event) ?? `${server}.${number}`,
      writtenAt: 0,
      hasFailed: false,
    };
    this.#waiting.set(number, waiting);
    this.#write(number, waiting);
    return waiting.done.promise;
  }

  /** Takes back the event of a proposal that is in the log now, as it was proposed. */
  take(number: number): RoomEvent | undefined {
    return this.#waiting.get(number)?.event;
  }

  /** Notes that a proposal has had its turn in the log. */
  applied(number: number): void {
    this.#finish(number);
  }

  /**
   * Notes that an entry of the log has had its turn, which may be what another server wrote before.
   *
   * @param counted Whether it counted: not if that server was gone when it wrote it.
   */
  passed(seq: number, counted: boolean): void {
    this.#passed = seq;
    if (!counted) this.#uncounted.add(seq);
    const number = this.#repeated.get(seq);
    if (number === undefined) return;
    this.#repeated.delete(seq);
    this.#judge(number, seq);
  }

  /** Refuses what waits for too long, and writes again what failed. Call it a few times a second. */
  check(): void {
    const now = this.#options.now();
    for (const [number, waiting] of this.#waiting) {
      const { event, since, seq, writtenAt, hasFailed } = waiting;
      const isTooLate = now - since >= PATIENCE_MS && !isPatient(event);
      if (isTooLate) this.#refuse(number, tookTooLong());
      else if (hasFailed) this.#write(number, waiting);
      else if (seq !== undefined && now - writtenAt > ARRIVAL_MS) this.#options.onLate(seq);
    }
  }

  /** Refuses all that wait. */
  refuseAll(why: ProtocolError): void {
    for (const number of [...this.#waiting.keys()]) this.#refuse(number, why);
    this.#repeated.clear();
  }

  #finish(number: number): void {
    const waiting = this.#waiting.get(number);
    if (!waiting) return;
    this.#waiting.delete(number);
    this.#options.onDone(this.#options.now() - waiting.since);
    waiting.done.resolve();
  }

  #refuse(number: number, why: ProtocolError): void {
    const { event, done } = this.#waiting.get(number)!;
    this.#waiting.delete(number);
    if (isPatient(event)) done.resolve();
    else done.reject(why);
  }

  #write(number: number, waiting: Waiting): void {
    waiting.hasFailed = false;
    this.#options.write(waiting.bytes, waiting.id).then(
      (written) => this.#written(number, waiting, written),
      () => waiting.hasFailed = true,
    );
  }

  #written(number: number, waiting: Waiting, { seq, isRepeated }: Written): void {
    if (this.#waiting.get(number) !== waiting) return;
    if (!isRepeated || seq > waiting.after) {
      waiting.seq = seq;
      waiting.writtenAt = this.#options.now();
      if (!isRepeated) return;
      if (seq <= this.#passed) this.#judge(number, seq);
      else this.#repeated.set(seq, number);
      return;
    }
    if (isPatient(waiting.event) || waiting.event.type === "forgotten") return this.#finish(number);
    // It was refused then, or the room would have known it: now it is judged anew.
    this.#writeAnew(number, waiting, seq);
  }

  /** Ends a proposal that stands in the log already, or writes it again if that does not count. */
  #judge(number: number, seq: number): void {
    const waiting = this.#waiting.get(number);
    if (waiting && this.#uncounted.has(seq)) this.#writeAnew(number, waiting, seq);
    else this.#finish(number);
  }

  /** Writes what does not count at a place, under an id that all servers make alike of that place. */
  #writeAnew(number: number, waiting: Waiting, uncounted: number): void {
    waiting.id = `${waiting.id}:${uncounted}`;
    waiting.seq = undefined;
    this.#write(number, waiting);
  }
}

/** What the log knows an event by, if a client may propose it again elsewhere. */
function idOf(event: RoomEvent): string | undefined {
  if (event.type === "forgotten") return `forgotten:${event.member}`;
  if (event.member === SERVER_MEMBER || !("request" in event)) return undefined;
  if (typeof event.request !== "object") return undefined;
  return `${event.member}:${event.request.id}:${event.request.digest}`;
}

/** Whether nobody waits for an event, and it has to be applied whenever that is possible. */
function isPatient({ type }: RoomEvent): boolean {
  return type === "left";
}

function tookTooLong(): ProtocolError {
  const seconds = PATIENCE_MS / 1000;
  return new ProtocolError(
    "cut-off",
    `The other servers of the room were not reached for ${seconds} seconds: try again`,
  );
}
