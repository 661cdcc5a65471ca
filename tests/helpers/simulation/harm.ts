import type { Random } from "../../soak/random.ts";
import { NO_FAULTS } from "./simulated_network.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import type { SimulatedServer } from "./simulated_server.ts";

/** The kinds of harm, the frequent ones several times. */
const KINDS = [
  ...["disturb", "disturb", "disturb", "cut", "cut", "cut", "freeze", "freeze", "freeze"] as const,
  ...["kill", "end", "silence", "silence", "outage"] as const,
];

/** What goes wrong with the servers of a simulation, and with their network. */
export class Harm {
  readonly #cluster: SimulatedCluster;
  /** The kinds that it does: some of all, as rare meetings of two are more frequent then. */
  readonly #kinds: readonly (typeof KINDS)[number][];
  readonly #random: Random;
  readonly #onKilled: (server: SimulatedServer) => void;

  /**
   * Makes one that does nothing yet.
   *
   * @param onKilled Told of a server that is dead.
   * @param random Decides when the log is shortened, apart from all else.
   */
  constructor(
    cluster: SimulatedCluster,
    onKilled: (server: SimulatedServer) => void,
    random: Random,
  ) {
    this.#random = random;
    this.#cluster = cluster;
    this.#onKilled = onKilled;
    const kinds = KINDS.filter(() => cluster.random.chance(0.5));
    this.#kinds = kinds.length > 0 ? kinds : KINDS;
  }

  /** Does something. */
  do(): void {
    const { random, live } = this.#cluster;
    const kind = random.pick(this.#kinds);
    const server = random.pick<SimulatedServer | undefined>(live);
    if (kind === "disturb") this.#disturb();
    else if (kind === "outage") this.#cutAll();
    else if (server) this.#harm(kind, server);
  }

  /** Drops old entries of the log, rarely: a server that is behind may miss them. */
  shorten(): void {
    if (!this.#random.chance(0.002)) return;
    const kept = this.#random.below(20);
    this.#cluster.tell(`drop all but ${kept} entries`);
    this.#cluster.network.drop(kept);
  }

  /** Ends all of it. */
  heal(): void {
    const { network, servers } = this.#cluster;
    network.faults = NO_FAULTS;
    for (const server of servers) {
      server.link.isSilent = false;
      if (server.process.isDead) continue;
      if (server.link.isCut && !server.isEnding) server.link.cut(false);
      this.#thaw(server);
    }
  }

  #harm(kind: "cut" | "freeze" | "kill" | "end" | "silence", server: SimulatedServer): void {
    if (kind === "kill") return this.#kill(server);
    if (kind === "end") return this.#end(server);
    const ms = this.#duration();
    if (kind === "cut") this.#cut(server, ms);
    else if (kind === "freeze") this.#freeze(server, ms);
    else this.#silence(server, ms);
  }

  #duration(): number {
    const { random } = this.#cluster;
    return random.below(random.pick([500, 4_000, 15_000, 30_000]));
  }

  /** Lets the network misbehave in another way than before. */
  #disturb(): void {
    const { random, network } = this.#cluster;
    network.faults = {
      lostAnswer: random.pick([0, 0.02, 0.2, 0.5]),
      delayMs: random.pick([2, 20, 300, 3_000]),
      gap: random.pick([0, 0.05, 0.5]),
      twice: random.pick([0, 0.1]),
    };
    this.#cluster.tell(JSON.stringify(network.faults));
  }

  /** The part of the network that keeps the log is gone for a while. */
  #cutAll(): void {
    const ms = this.#duration();
    for (const server of this.#cluster.live) this.#cut(server, ms);
  }

  #cut(server: SimulatedServer, ms: number): void {
    const { link, process } = server;
    if (link.isCut) return;
    this.#cluster.harm(server, "cut", ms);
    link.keepsUnsent = this.#cluster.random.chance(0.5);
    link.cut(true);
    this.#cluster.time.after(ms, undefined, () => {
      if (!process.isDead && !server.isEnding) link.cut(false);
    });
  }

  #freeze(server: SimulatedServer, ms: number): void {
    if (server.process.isFrozen) return;
    this.#cluster.harm(server, "freeze", ms);
    server.process.isFrozen = true;
    this.#cluster.time.after(ms, undefined, () => this.#thaw(server));
  }

  /** Lets a server go on that hung; its connection may have been given up. */
  #thaw({ process, link }: SimulatedServer): void {
    if (!process.isFrozen) return;
    if (this.#cluster.random.chance(0.5)) link.reset();
    this.#cluster.time.thaw(process);
  }

  #kill(server: SimulatedServer): void {
    const { time, random } = this.#cluster;
    this.#cluster.tell(`kill ${server.address}`);
    server.process.isDead = true;
    server.link.isCut = true;
    time.after(random.below(20_000), undefined, () => server.link.remove());
    this.#onKilled(server);
  }

  #end(server: SimulatedServer): void {
    if (server.process.isFrozen) return;
    this.#cluster.tell(`end ${server.address}`);
    server.isEnding = true;
    this.#cluster.at(server, () => void server.end());
  }

  /** Lets a server not answer what it is asked. */
  #silence(server: SimulatedServer, ms: number): void {
    this.#cluster.harm(server, "silence", ms);
    server.link.isSilent = true;
    this.#cluster.time.after(ms, undefined, () => server.link.isSilent = false);
  }
}
