import { errorBody } from "../../protocol/mod.ts";
import type { Log } from "../observability/log.ts";
import type { ClusterLink } from "./cluster_link.ts";
import type { MembershipRecord } from "./cluster_record.ts";
import type { ClusterState } from "./cluster_state.ts";
import { cutOff } from "./cut_off.ts";
import { Entrance } from "./entrance.ts";
import { hearSigns, type LifeSign } from "./life_sign.ts";
import { Liveness } from "./liveness.ts";
import type { ClusterServer } from "./membership.ts";
import type { OrderedLog } from "./ordered_log.ts";
import { RoomHandover } from "./room_handover.ts";
import { Stay } from "./stay.ts";
import { pauseFor } from "./within.ts";

/** How long to wait before another attempt to take part, in ms. */
const RETRY_MS = 500;

/** What a server does when it begins or ends to take part. */
export interface ParticipationOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /** Brings the records. */
  readonly records: OrderedLog;
  /** What the servers have alike. */
  readonly state: ClusterState;
  /** Where clients reach this server, as `HOST:PORT`. */
  readonly address: () => string;
  /** Takes the events for the log. */
  readonly log: Log;
  /** The time of a clock that nobody sets, in ms. */
  readonly now: () => number;
  /** Told that this server has its number from now on. */
  readonly onInside: (server: ClusterServer) => void;
  /** Told that it does not take part any more: what it has proposed does not count. */
  readonly onOutside: () => void;
}

/**
 * Whether and under which number a server takes part in its room. It takes part from the record on by
 * which it says so, to the record that says that it is gone.
 */
export class Participation {
  readonly #options: ParticipationOptions;
  readonly #liveness: Liveness;
  readonly #handover: RoomHandover;
  readonly #entrance: Entrance;
  readonly #stopHearing: () => void;
  /** What it does while it takes part, as far as it knows. */
  #stay?: Stay;
  /** Whether it tries to take part: it may lose its place in the same moment, and then goes on trying. */
  #isEntering = false;
  #isOver = false;

  /** Makes one that does not take part yet. */
  constructor(options: ParticipationOptions) {
    const { link, state, now } = this.#options = options;
    const liveness = this.#liveness = new Liveness(now);
    this.#handover = new RoomHandover(link, () => this.isInside ? state.snapshot() : undefined);
    this.#entrance = new Entrance({ ...options, handover: this.#handover, liveness });
    this.#stopHearing = hearSigns(link, (sign) => this.#hear(sign));
  }

  /** This server, while it takes part as far as it knows. */
  get server(): ClusterServer | undefined {
    return this.#stay?.server;
  }

  /** Whether it takes part, and reaches the others. */
  get isInside(): boolean {
    return this.#stay?.isInside ?? false;
  }

  /** Begins to take part; resolves once that is so. */
  async enter(): Promise<void> {
    if (this.#isEntering) return;
    this.#isEntering = true;
    for (let attempts = 0; this.#isOutside; attempts++) {
      await this.#entrance.tryOnce().catch(() => this.#liveness.couldNotHear());
      if (!this.#isOutside) break;
      if (attempts === 0) this.#options.log({ type: "waiting-for-room" });
      await pauseFor(RETRY_MS);
    }
    this.#isEntering = false;
  }

  /**
   * Applies a record that says which servers take part.
   *
   * @param seq Its place in the log.
   */
  apply(seq: number, record: MembershipRecord): void {
    const { state, log } = this.#options;
    const server = state.membership.apply(seq, record);
    if (!server) return;
    if (record.type === "gone") return this.#gone(server, record.time);
    if (this.#entrance.isPassedWith(record)) return this.#begin(server);
    if (record.type === "founded") return this.lose();
    this.#liveness.heard(server.id);
    log({ type: "server-joined", server: server.address });
  }

  /** Gives signs of life, and looks for those of others. Call it a few times a second. */
  check(): void {
    this.#liveness.awake();
    this.#stay?.check();
  }

  /** Takes part no more, as others have said so, or the log is gone that it needs; then begins anew. */
  lose(): void {
    const stay = this.#stay;
    if (!stay) return this.#entrance.giveUp();
    const { onOutside, records, log, state } = this.#options;
    this.#stay = undefined;
    stay.end();
    this.#handover.stop();
    records.stop();
    log({ type: "cut-off" });
    onOutside();
    // Also if it was cut off: who asked to enter before that may have been let in since.
    state.replica.sendAway(errorBody(cutOff()));
    void this.enter();
  }

  /** Takes part no more, and says so. */
  async leave(): Promise<void> {
    const stay = this.#stay;
    this.#isOver = true;
    this.#stay = undefined;
    this.#handover.stop();
    this.#stopHearing();
    await stay?.leave();
  }

  get #isOutside(): boolean {
    return !this.#stay && !this.#isOver;
  }

  #begin(server: ClusterServer): void {
    const { onInside, log, state } = this.#options;
    const liveness = this.#liveness;
    liveness.restart();
    const stay = this.#stay = new Stay(server, { ...this.#options, liveness });
    this.#handover.answer();
    onInside(server);
    stay.check();
    log({ type: "in-room", servers: state.membership.servers.length });
  }

  #gone(server: ClusterServer, time: number): void {
    const { state, log } = this.#options;
    this.#liveness.forget(server.id);
    if (server.id === this.server?.id) return this.lose();
    state.strand(server, time);
    log({ type: "server-gone", server: server.address });
  }

  #hear({ server, seq }: LifeSign): void {
    if (this.#stay) this.#options.records.expect(seq);
    if (server === this.server?.id) this.#stay!.heardOneself();
    else this.#liveness.heard(server);
  }
}
