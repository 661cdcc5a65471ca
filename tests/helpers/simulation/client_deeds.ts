import { SimulatedClient } from "./simulated_client.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import type { SimulatedServer } from "./simulated_server.ts";

/** Few, so that they meet. */
const NAMES = ["ann", "bob", "carol", "dora", "emil", "fred"];

/** How long a server may not notice that a client has gone, in ms. */
const UNNOTICED_MS = 3_000;

/** What the clients of a simulation do. */
export class ClientDeeds {
  /** The texts that a client was told of that they are said. */
  readonly confirmed = new Set<string>();
  readonly #cluster: SimulatedCluster;
  readonly #clients: SimulatedClient[];
  #texts = 0;

  /** Makes clients that do nothing yet. */
  constructor(cluster: SimulatedCluster) {
    this.#cluster = cluster;
    this.#clients = NAMES.map((name) => new SimulatedClient(name, this.confirmed));
  }

  /** All texts that somebody wanted to say; each once. */
  get texts(): string[] {
    return Array.from({ length: this.#texts }, (_, i) => textOf(i + 1));
  }

  /** Lets one client do something. */
  do(): void {
    const { random } = this.#cluster;
    const client = random.pick(this.#clients);
    const what = random.below(80);
    if (!client.seat) this.#connect(client);
    else if (what < 60) this.#say(client);
    else if (what < 68) this.#rename(client);
    else if (what < 78) this.#lose(client);
    else this.#at(client, () => client.bye());
  }

  /** Notes that a server is dead: its clients notice. */
  lost(server: SimulatedServer): void {
    for (const client of this.#clients) {
      if (client.server === server && client.seat) client.lost(client.seat);
    }
  }

  #connect(client: SimulatedClient): void {
    const { live, random } = this.#cluster;
    const inside = live.filter(({ journal }) => journal.sharing.isInside);
    if (client.seat || inside.length === 0) return;
    const server = random.pick(inside);
    this.#cluster.at(server, () => client.connect(server));
  }

  #say(client: SimulatedClient): void {
    this.#at(client, () => client.say(textOf(++this.#texts)));
  }

  #rename(client: SimulatedClient): void {
    const name = this.#cluster.random.pick(NAMES);
    this.#at(client, () => client.rename(name));
  }

  /** Breaks a client's connection; its server notices later, and the client goes elsewhere. */
  #lose(client: SimulatedClient): void {
    const { random, time } = this.#cluster;
    const { server, seat } = client;
    if (!server || !seat) return;
    client.lost(seat);
    const how = random.chance(0.5) ? "lost" : "hung-up";
    time.after(random.below(UNNOTICED_MS), server.process, () => server.leave(seat, how));
    if (random.chance(0.7)) this.#connect(client);
  }

  /** Lets something happen at the server that a client is on. */
  #at({ server }: SimulatedClient, happen: () => void): void {
    if (server) this.#cluster.at(server, happen);
  }
}

function textOf(number: number): string {
  return `text ${number}`;
}
