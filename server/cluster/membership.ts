import type { MembershipRecord } from "./cluster_record.ts";

/** How many numbers one server gives to members and connections. */
export const NUMBERS_OF_A_SERVER = 2 ** 32;

/** A server of the room. */
export interface ClusterServer {
  /** Its number: the place in the log at which it began to take part. No other has the same. */
  readonly id: number;
  /** Where it stands in the order of those that took part since the room began; from 1. */
  readonly place: number;
  /** Where clients reach it, as `HOST:PORT`. */
  readonly address: string;
}

/** The servers of a room, as plain data. */
export interface MembershipSnapshot {
  /** Those that take part, in the order in which they began. */
  readonly servers: readonly ClusterServer[];
  /** How many places were given. */
  readonly places: number;
  /** Place in the log of the record by which the room began; 0 before it. */
  readonly founded: number;
}

/**
 * The servers of a room. It changes only by the records of the log, so that all servers agree at each
 * place of it.
 */
export class Membership {
  readonly #servers = new Map<number, ClusterServer>();
  #places = 0;
  #founded = 0;

  /** Those that take part, in the order in which they began. */
  get servers(): readonly ClusterServer[] {
    return Array.from(this.#servers.values());
  }

  /** Those that take part, without one. */
  othersThan(server: ClusterServer | undefined): readonly ClusterServer[] {
    return this.servers.filter(({ id }) => id !== server?.id);
  }

  /** Place in the log of the record by which the room began; 0 before it. */
  get founded(): number {
    return this.#founded;
  }

  /** Finds a server by its number. */
  get(id: number): ClusterServer | undefined {
    return this.#servers.get(id);
  }

  /** Finds the server that a connection is on, by the number of the connection. */
  serverOf(connection: number): ClusterServer | undefined {
    const place = Math.floor(connection / NUMBERS_OF_A_SERVER);
    return this.servers.find((server) => server.place === place);
  }

  /**
   * Applies a record.
   *
   * @param seq Its place in the log.
   * @returns The server that it is about, if it changes anything.
   */
  apply(seq: number, record: MembershipRecord): ClusterServer | undefined {
    if (record.type === "gone") {
      if (!this.#servers.has(record.by)) return undefined;
      const server = this.#servers.get(record.server);
      this.#servers.delete(record.server);
      return server;
    }
    if (record.type === "founded") this.restore({ servers: [], places: 0, founded: seq });
    const server = { id: seq, place: ++this.#places, address: record.address };
    this.#servers.set(seq, server);
    return server;
  }

  /** Describes it as plain data. */
  snapshot(): MembershipSnapshot {
    return { servers: this.servers, places: this.#places, founded: this.#founded };
  }

  /** Takes over what another one described, in place of its own state. */
  restore({ servers, places, founded }: MembershipSnapshot): void {
    this.#servers.clear();
    for (const server of servers) this.#servers.set(server.id, server);
    this.#places = places;
    this.#founded = founded;
  }
}
