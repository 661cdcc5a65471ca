import { decodeRecord } from "../../../server/cluster/cluster_record.ts";
import type { LogEvent } from "../../../server/observability/log.ts";
import { Random } from "../../soak/random.ts";
import { AppliedEvents } from "./applied_events.ts";
import { SimulatedNetwork } from "./simulated_network.ts";
import { SimulatedServer } from "./simulated_server.ts";
import { SimulatedTime } from "./simulated_time.ts";

/** How often it is looked how far each server is, in ms. */
const LOOK_MS = 50;

/** For how long a server was well that others must not take for gone, in ms. */
const WELL_MS = 15_000;

/** The servers of a room, their network and their time. */
export class SimulatedCluster implements Disposable {
  readonly time = new SimulatedTime();
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly applied = new AppliedEvents();
  /** All that were started. */
  readonly servers: SimulatedServer[] = [];
  /** How many records of each type were written. */
  readonly written: Record<"founded" | "joined" | "gone" | "event", number>;
  /** Until when something is done to a server that it may be taken for gone by, in ms. */
  readonly #harmedAt = new Map<SimulatedServer, number>();
  readonly #faults: Error[] = [];
  readonly #trace?: (line: string) => void;

  /**
   * Makes one without servers. The real time stands still until it is disposed of.
   *
   * @param trace Takes lines about what happens.
   */
  constructor(seed: number, trace?: (line: string) => void) {
    this.#trace = trace;
    this.random = new Random(seed);
    this.network = new SimulatedNetwork(this.time, this.random);
    this.network.onWritten = (seq, bytes) => this.#written(seq, bytes);
    this.written = { founded: 0, joined: 0, gone: 0, event: 0 };
  }

  /** The servers that have not ended or died. */
  get live(): SimulatedServer[] {
    return this.servers.filter(({ process, isEnding }) => !process.isDead && !isEnding);
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.time.now + ms;
    while (this.time.now < end) {
      await this.time.pass(Math.min(LOOK_MS, end - this.time.now));
      for (const server of this.servers) this.applied.reached(server);
      if (this.#faults.length > 0) throw this.#faults[0];
    }
  }

  /** Lets something happen at a server now. */
  at(server: SimulatedServer, happen: () => void): void {
    this.time.after(0, server.process, happen);
  }

  /** Notes that something is done to a server for a while. */
  harm(server: SimulatedServer, what: string, ms: number): void {
    this.tell(`${what} ${server.address} for ${ms} ms`);
    this.#harmedAt.set(server, Math.max(this.#harmedAt.get(server)!, this.time.now + ms));
  }

  /** Tells whoever looks what happens. */
  tell(line: string): void {
    this.#trace?.(`${(this.time.now / 1_000).toFixed(3)} ${line}`);
  }

  /** Starts one server more. */
  start(): void {
    const address = `server-${this.servers.length + 1}`;
    this.tell(`start ${address}`);
    const { network, applied } = this;
    const log = (event: LogEvent) => this.#log(address, event);
    const server = new SimulatedServer({ network, address, applied, log });
    this.servers.push(server);
    this.#harmedAt.set(server, this.time.now);
    this.at(server, () => server.start());
  }

  /** Gives the real time back. */
  [Symbol.dispose](): void {
    this.time[Symbol.dispose]();
  }

  #log(address: string, event: LogEvent): void {
    this.tell(`${address}: ${JSON.stringify(event)}`);
    if (event.type === "fault") this.#faults.push(new Error(event.error));
  }

  /** Checks an entry of the log when it is written. */
  #written(seq: number, bytes: Uint8Array): void {
    const record = decodeRecord(bytes)!;
    this.tell(`#${seq} ${JSON.stringify(record)}`);
    this.written[record.type]++;
    if (record.type !== "founded") return;
    const well = this.live.find((server) =>
      server.address !== record.address && server.journal.sharing.isInside &&
      this.time.now - this.#harmedAt.get(server)! > WELL_MS
    );
    if (!well) return;
    this.#faults.push(new Error(`#${seq}: ${record.address} founds a room beside ${well.address}`));
  }
}
