import { type ErrorBody, ProtocolError } from "../../protocol/mod.ts";
import type { Log } from "../observability/log.ts";
import { type ClusterLink, type LinkMessage, NobodyError, OvertakenError } from "./cluster_link.ts";
import {
  CLUSTER_VERSION,
  type ClusterRecord,
  decodeFromServer,
  decodeRecord,
  encodeForServers,
  encodeRecord,
} from "./cluster_record.ts";
import { type ClusterSnapshot, SnapshotPieces } from "./cluster_snapshot.ts";
import { LEASE_MS, Liveness, SIGN_EVERY_MS } from "./liveness.ts";
import type { ClusterServer, Membership } from "./membership.ts";
import type { OrderedLog } from "./ordered_log.ts";
import { type PastMessage, readPast } from "./past_reader.ts";
import { isWithin, pauseFor } from "./within.ts";

/** How long another server may take for each piece of its snapshot, in ms. */
const PIECE_MS = 2_000;

/** How long to wait for one's own record, and before another attempt, in ms. */
const OWN_RECORD_MS = 10_000;
const RETRY_MS = 500;

/** How long a server that ends tries to say so, in ms. */
const GOODBYE_MS = 2_000;

/** Why clients are sent away by a server that does not reach the others. */
const CUT_OFF: ErrorBody = {
  code: "cut-off",
  message: "This server has lost contact with the others of its room: try another one",
};

/** What a server does with the room when it begins or ends to take part. */
export interface ParticipationOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /** Brings the records. */
  readonly records: OrderedLog;
  /** The servers of the room. */
  readonly membership: Membership;
  /** Where clients reach this server, as `HOST:PORT`. */
  readonly address: () => string;
  /** Takes the events for the log. */
  readonly log: Log;
  /** The time of a clock that nobody sets, in ms. */
  readonly now: () => number;
  /** Takes over the room of another server. */
  readonly restore: (snapshot: ClusterSnapshot) => void;
  /** Empties the room, but for what was said. */
  readonly begin: (past: readonly PastMessage[], last: number) => void;
  /** Answers a server that asks for the room. */
  readonly answer: (message: LinkMessage) => void;
  /** Told that this server has its number from now on. */
  readonly onInside: (server: ClusterServer) => void;
  /** Told that it does not take part any more: what it has proposed does not count. */
  readonly onOutside: () => void;
  /** Sends the clients of this server elsewhere. */
  readonly sendAway: (why: ErrorBody) => void;
}

/** Where a server stands: it takes part; it does not reach the others; it does not take part. */
type Standing = "inside" | "cut off" | "outside" | "over";

/** What a server says every few seconds. */
interface Beat {
  /** Its number. */
  readonly server: number;
  /** Number of the last record that it has applied. */
  readonly seq: number;
}

/**
 * Whether and under which number a server takes part in its room. It takes part from the record on by
 * which it says so, to the record that says that it is gone.
 */
export class Participation {
  /** This server, while it takes part as far as it knows. */
  server?: ClusterServer;
  readonly #options: ParticipationOptions;
  readonly #liveness: Liveness;
  /** Since when it can hear others. */
  #since: number;
  #standing: Standing = "outside";
  #nonce = "";
  #beatAt = -Infinity;
  #entered = Promise.withResolvers<void>();
  #isReturning = false;
  #stopAnswering = () => {};
  readonly #stopListening: () => void;

  /** Makes one that does not take part yet. */
  constructor(options: ParticipationOptions) {
    this.#options = options;
    this.#since = options.now();
    this.#liveness = new Liveness(this.#since);
    this.#stopListening = options.link.listen("beat", ({ bytes }) => this.#hear(bytes));
  }

  /** Whether it takes part. */
  get isInside(): boolean {
    return this.#standing === "inside";
  }

  /** Begins to take part; resolves once that is so. */
  async enter(): Promise<void> {
    for (let attempts = 0; this.#standing === "outside"; attempts++) {
      const isInside = await this.#tryToEnter().catch(() => this.#notReached());
      if (isInside || this.#standing !== "outside") return;
      if (attempts === 0) this.#options.log({ type: "waiting-for-room" });
      await pauseFor(RETRY_MS);
    }
  }

  /** Notes that a server takes part from now on, or does not any more. */
  changed(record: Exclude<ClusterRecord, { type: "event" }>, server: ClusterServer): void {
    if (record.type !== "gone" && record.nonce === this.#nonce) return this.#begin(server);
    const { log, now } = this.#options;
    if (record.type === "gone") {
      this.#liveness.forget(server.id);
      if (server.id === this.server?.id) return this.lose();
      log({ type: "server-gone", server: server.address });
      return;
    }
    if (record.type === "founded") return this.lose();
    this.#liveness.heard(server.id, now());
    log({ type: "server-joined", server: server.address });
  }

  /** Gives signs, and looks for those of others. Call it a few times a second. */
  check(): void {
    const { now, sendAway, log } = this.#options;
    const at = now();
    if (this.server && at - this.#beatAt >= SIGN_EVERY_MS) this.#beat(at);
    if (this.#standing !== "inside") return;
    if (!this.#liveness.isCutOff(at)) return this.#declareGone(at);
    this.#standing = "cut off";
    log({ type: "cut-off" });
    sendAway(CUT_OFF);
  }

  /** Takes part no more, and says so: what is gone needs no lease. */
  async leave(): Promise<void> {
    const { server } = this;
    this.#standing = "over";
    this.server = undefined;
    this.#stopAnswering();
    this.#stopListening();
    if (server) await isWithin(GOODBYE_MS, this.#sayGone(server.id, server.id).catch(() => {}));
  }

  async #tryToEnter(): Promise<boolean> {
    const { link, restore, records } = this.#options;
    const { last } = await link.ends();
    const snapshot = await this.#askForRoom();
    if (typeof snapshot === "string") {
      const isEmpty = snapshot === "nobody" && await this.#hasEnded(last);
      return isEmpty || this.#hearsNobody() ? await this.#found(last) : false;
    }
    restore(snapshot);
    records.start(snapshot.seq + 1);
    return await this.#write("joined");
  }

  /** Whether the last server of the room has said that it ends, so that there is no other. */
  async #hasEnded(last: number): Promise<boolean> {
    const bytes = last === 0 ? undefined : await this.#options.link.read(last);
    return bytes === undefined || decodeRecord(bytes)?.type === "gone";
  }

  /** Whether nobody has given a sign for so long that there can be no other server. */
  #hearsNobody(): boolean {
    const at = this.#options.now();
    return at - this.#since > LEASE_MS && !this.#liveness.hearsAnybody(at);
  }

  /** Notes that nothing could be heard. */
  #notReached(): false {
    this.#since = this.#options.now();
    return false;
  }

  /** Asks the other servers for the room. */
  async #askForRoom(): Promise<ClusterSnapshot | "nobody" | "silence"> {
    const pieces = new SnapshotPieces();
    const nothing = new Uint8Array(0);
    try {
      await this.#options.link.gather("room", nothing, (piece) => pieces.take(piece), PIECE_MS);
    } catch (error) {
      return error instanceof NobodyError ? "nobody" : "silence";
    }
    const { snapshot } = pieces;
    if (snapshot?.version === CLUSTER_VERSION) return snapshot;
    throw new TypeError(`Expected a room of version ${CLUSTER_VERSION}: ${snapshot?.version}`);
  }

  /** Begins the room anew, if nobody else does so at the same time. */
  async #found(last: number): Promise<boolean> {
    const { link, begin, records } = this.#options;
    begin(await readPast(link, last), last);
    records.start(last + 1);
    this.#answerOthers(); // Before: whoever comes next is to find this server.
    return await this.#write("founded", last);
  }

  async #write(type: "founded" | "joined", onlyAfter?: number): Promise<boolean> {
    const { link, address, records } = this.#options;
    this.#nonce = crypto.randomUUID();
    this.#entered = Promise.withResolvers();
    const record = encodeRecord({ type, nonce: this.#nonce, address: address() });
    try {
      await link.write(record, this.#nonce, onlyAfter);
      await isWithin(OWN_RECORD_MS, this.#entered.promise);
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
    } finally {
      if (this.#standing !== "inside") {
        this.#nonce = "";
        this.#stopAnswering();
        records.stop();
      }
    }
    return this.isInside;
  }

  #begin(server: ClusterServer): void {
    const { now, onInside, log, membership } = this.#options;
    this.server = server;
    this.#standing = "inside";
    this.#liveness.restart(now());
    this.#answerOthers();
    onInside(server);
    this.#beat(now());
    this.#entered.resolve();
    log({ type: "in-room", servers: membership.servers.length });
  }

  /** Takes part no more, as others have said so, or the log is gone that it needs; then begins anew. */
  lose(): void {
    const { onOutside, sendAway, records, log } = this.#options;
    const wasInside = this.isInside;
    if (!this.server) {
      // It was about to take part: that attempt is over, and another one begins.
      records.stop();
      return this.#entered.resolve();
    }
    this.server = undefined;
    this.#standing = "outside";
    this.#nonce = "";
    this.#stopAnswering();
    records.stop();
    log({ type: "cut-off" });
    onOutside();
    if (wasInside) sendAway(CUT_OFF);
    void this.enter();
  }

  #answerOthers(): void {
    this.#stopAnswering();
    const { link, answer } = this.#options;
    this.#stopAnswering = link.listen("room", (message) => {
      if (this.isInside) answer(message);
    }, "servers");
  }

  #beat(at: number): void {
    this.#beatAt = at;
    const { link, records } = this.#options;
    const beat: Beat = { server: this.server!.id, seq: records.done };
    link.send("beat", encodeForServers(beat));
  }

  #hear(bytes: Uint8Array): void {
    const { now, records } = this.#options;
    const beat = decodeFromServer(bytes) as Beat | undefined;
    if (typeof beat?.server !== "number" || typeof beat.seq !== "number") return;
    if (this.server) records.expect(beat.seq);
    if (beat.server !== this.server?.id) return this.#liveness.heard(beat.server, now());
    this.#liveness.heardOneself(now());
    if (this.#standing === "cut off") void this.#comeBack();
  }

  /** Goes on after having been cut off, unless the others have gone on without this server. */
  async #comeBack(): Promise<void> {
    if (this.#isReturning) return;
    this.#isReturning = true;
    const { link, records, membership, log } = this.#options;
    try {
      const { last } = await link.ends();
      records.expect(last);
      while (this.#standing === "cut off" && records.done < last) await pauseFor(RETRY_MS / 10);
      if (this.#standing !== "cut off") return;
      this.#standing = "inside";
      log({ type: "in-room", servers: membership.servers.length });
    } catch {
      // Cut off again: the next sign of life begins anew.
    } finally {
      this.#isReturning = false;
    }
  }

  #declareGone(at: number): void {
    const { id: by } = this.server!;
    const others = this.#options.membership.servers.map(({ id }) => id).filter((id) => id !== by);
    for (const id of this.#liveness.silent(others, at)) this.#sayGone(id, by).catch(() => {});
  }

  #sayGone(server: number, by: number): Promise<unknown> {
    const record = encodeRecord({ type: "gone", server, by, time: Date.now() });
    return this.#options.link.write(record, `gone:${server}:${by}`);
  }
}

/** Says why something cannot be done by a server that does not take part. */
export function notInside(): ProtocolError {
  return new ProtocolError(CUT_OFF.code as ProtocolError["code"], CUT_OFF.message);
}
