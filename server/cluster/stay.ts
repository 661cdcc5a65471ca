import { errorBody } from "../../protocol/mod.ts";
import type { Log } from "../observability/log.ts";
import type { ClusterLink } from "./cluster_link.ts";
import { encodeRecord } from "./cluster_record.ts";
import type { ClusterState } from "./cluster_state.ts";
import { cutOff } from "./cut_off.ts";
import { giveSign } from "./life_sign.ts";
import { type Liveness, SIGN_EVERY_MS } from "./liveness.ts";
import type { ClusterServer } from "./membership.ts";
import type { OrderedLog } from "./ordered_log.ts";
import { isWithin, pauseFor } from "./within.ts";

/** How often a server that was cut off looks whether it has read what it missed, in ms. */
const LOOK_MS = 50;

/** How long a server that ends tries to say so, in ms. */
const GOODBYE_MS = 2_000;

/** What a server needs while it takes part. */
export interface StayOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /** Brings the records. */
  readonly records: OrderedLog;
  /** What the servers have alike. */
  readonly state: ClusterState;
  /** Which servers are heard, this one too. */
  readonly liveness: Liveness;
  /** Takes the events for the log. */
  readonly log: Log;
  /** The time of a clock that nobody sets, in ms. */
  readonly now: () => number;
}

/** Whether it reaches the others; or does so again, but does not know yet what it missed; or ended. */
type Contact = "reached" | "cut off" | "returning" | "over";

/**
 * A server that takes part, from the record on by which it says so. It gives signs of life, declares
 * others gone that give none, and sends its clients away as long as it is cut off itself.
 */
export class Stay {
  /** This server. */
  readonly server: ClusterServer;
  readonly #options: StayOptions;
  #contact: Contact = "reached";
  /** When it gave its last sign. */
  #signAt = -Infinity;

  /** Begins. */
  constructor(server: ClusterServer, options: StayOptions) {
    this.server = server;
    this.#options = options;
  }

  /** Whether it reaches the others. */
  get isInside(): boolean {
    return this.#contact === "reached";
  }

  /** Gives a sign of life if it is time, and looks for those of others. Call it a few times a second. */
  check(): void {
    this.#giveSign();
    if (!this.isInside) return;
    if (this.#options.liveness.isCutOff) this.#cutOff();
    else this.#declareGone();
  }

  /** Notes that it hears its own sign: if it was cut off, it is not any more. */
  heardOneself(): void {
    this.#options.liveness.heardOneself();
    if (this.#contact === "cut off") void this.#comeBack();
  }

  /** Ends, as others have said so. */
  end(): void {
    this.#contact = "over";
  }

  /** Ends, and says so: what is gone needs no lease. */
  async leave(): Promise<void> {
    this.end();
    await isWithin(GOODBYE_MS, this.#sayGone(this.server.id).catch(() => {}));
  }

  #giveSign(): void {
    const { link, records, now } = this.#options;
    if (now() - this.#signAt < SIGN_EVERY_MS) return;
    this.#signAt = now();
    giveSign(link, { server: this.server.id, seq: records.done });
  }

  #cutOff(): void {
    const { log, state } = this.#options;
    this.#contact = "cut off";
    log({ type: "cut-off" });
    state.replica.sendAway(errorBody(cutOff()));
  }

  /** Goes on after having been cut off, unless the others have gone on without this server. */
  async #comeBack(): Promise<void> {
    this.#contact = "returning";
    // If it is cut off again, the next sign of life begins anew.
    const contact = await this.#catchUp().then((): Contact => "reached", (): Contact => "cut off");
    if (this.#contact !== "returning") return;
    this.#contact = contact;
    const { log, state } = this.#options;
    if (this.isInside) log({ type: "in-room", servers: state.membership.servers.length });
  }

  /** Reads what it missed. */
  async #catchUp(): Promise<void> {
    const { link, records } = this.#options;
    const { last } = await link.ends();
    records.expect(last);
    while (this.#contact === "returning" && records.done < last) await pauseFor(LOOK_MS);
  }

  #declareGone(): void {
    const { state, liveness } = this.#options;
    const others = state.membership.othersThan(this.server).map(({ id }) => id);
    for (const id of liveness.silent(others)) this.#sayGone(id).catch(() => {});
  }

  #sayGone(server: number): Promise<unknown> {
    const { id: by } = this.server;
    const record = encodeRecord({ type: "gone", server, by, time: Date.now() });
    return this.#options.link.write(record, `gone:${server}:${by}`);
  }
}
