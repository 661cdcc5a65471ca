import {
  type ClusterLink,
  type LinkMessage,
  NobodyError,
  type Written,
} from "../../../server/cluster/cluster_link.ts";
import type { SimulatedNetwork } from "./simulated_network.ts";
import type { SimulatedProcess } from "./simulated_time.ts";

/** How long a server waits for an answer of the log, in ms. */
const ANSWER_MS = 2_000;

/** The connection of one simulated server with the others. */
export class SimulatedLink implements ClusterLink {
  readonly room = "the room";
  /** Whether it is cut off. */
  isCut = false;
  /** Whether its server does not answer what it is asked. */
  isSilent = false;
  /** Whether what it sends while it is cut off is sent afterwards; else it is lost. */
  keepsUnsent = false;
  readonly #network: SimulatedNetwork;
  readonly #process: SimulatedProcess;
  #unsent: (() => void)[] = [];
  #upAt = 0;
  #downAt = 0;
  /** Counts the connections: what is under way on an earlier one is lost. */
  #connections = 0;
  #onEntry: (message: LinkMessage) => void = () => {};

  constructor(network: SimulatedNetwork, process: SimulatedProcess) {
    this.#network = network;
    this.#process = process;
    network.links.add(this);
  }

  /** Cuts it off, or ends that. */
  cut(isCut: boolean): void {
    this.isCut = isCut;
    this.#connections++;
    const unsent = this.#unsent;
    this.#unsent = [];
    if (!isCut) { for (const send of unsent) this.#up(send); }
  }

  /** Loses what is under way to it. */
  reset(): void {
    this.#connections++;
  }

  /** Ends it from outside: the others notice. */
  remove(): void {
    this.isCut = true;
    this.#network.links.delete(this);
    for (const each of this.#network.listeners) {
      if (each.link === this) this.#network.listeners.delete(each);
    }
  }

  /** Tells it of an entry of the log. */
  tell(seq: number, bytes: Uint8Array): void {
    this.#down(() => this.#onEntry({ bytes, seq, answer: () => {} }));
  }

  write(bytes: Uint8Array, id: string, onlyAfter?: number): Promise<Written> {
    return this.#request(() => this.#network.write(bytes, id, onlyAfter));
  }

  read(seq: number): Promise<Uint8Array | undefined> {
    return this.#request(() => {
      const { log, first } = this.#network;
      if (seq < first) return undefined;
      const bytes = log[seq - 1];
      if (bytes) return bytes;
      throw new Error(`The log does not have its entry ${seq} yet`);
    });
  }

  ends(): Promise<{ first: number; last: number }> {
    return this.#request(() => ({ first: this.#network.first, last: this.#network.log.length }));
  }

  follow(onMessage: (message: LinkMessage) => void): void {
    this.#onEntry = onMessage;
  }

  send(subject: string, bytes: Uint8Array): void {
    this.#up(() => {
      for (const { link, onMessage } of this.#network.receivers(subject)) {
        link.#down(() => onMessage({ bytes, answer: () => {} }));
      }
    });
  }

  listen(subject: string, onMessage: (message: LinkMessage) => void, group?: string): () => void {
    const listener = { link: this, subject, group, onMessage };
    this.#network.listeners.add(listener);
    return () => void this.#network.listeners.delete(listener);
  }

  gather(
    subject: string,
    bytes: Uint8Array,
    onAnswer: (bytes: Uint8Array) => boolean,
    ms: number,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#network.time.after(ms, this.#process, () => reject(new Error(`No answer in ${ms} ms`)));
    let isOver = false;
    const take = (answer: Uint8Array) => {
      if (!isOver && onAnswer(answer)) resolve();
    };
    this.#up(() => {
      const [receiver] = this.#network.receivers(subject);
      if (!receiver) return this.#down(() => reject(new NobodyError("Nobody listens")));
      const { link, onMessage } = receiver;
      const answer = (given: Uint8Array) => link.#up(() => this.#down(() => take(given)));
      if (!link.isSilent) link.#down(() => onMessage({ bytes, answer }));
    });
    return promise.finally(() => isOver = true);
  }

  close(): Promise<void> {
    this.remove();
    return Promise.resolve();
  }

  /** Asks the part of the network that keeps the log. */
  #request<T>(serve: () => T): Promise<T> {
    const { time, random, faults } = this.#network;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    time.after(ANSWER_MS, this.#process, () => reject(new Error("No answer from the log")));
    const obey = () => {
      let answer: () => void;
      try {
        const value = serve();
        answer = () => resolve(value);
      } catch (error) {
        answer = () => reject(error);
      }
      if (!random.chance(faults.lostAnswer)) this.#down(answer);
    };
    this.#up(obey);
    if (random.chance(faults.twice)) this.#up(obey);
    return promise;
  }

  #delay(): number {
    const { random, faults } = this.#network;
    return random.next() * (random.chance(0.1) ? faults.delayMs : Math.min(2, faults.delayMs));
  }

  /** Sends to the network; what is sent arrives in order. */
  #up(arrive: () => void): void {
    if (this.isCut) return void (this.keepsUnsent && this.#unsent.push(arrive));
    const { time } = this.#network;
    this.#upAt = Math.max(this.#upAt, time.now + this.#delay());
    const connection = this.#connections;
    time.after(this.#upAt - time.now, undefined, () => {
      if (connection === this.#connections) arrive();
      else if (this.keepsUnsent) this.isCut ? this.#unsent.push(arrive) : arrive();
    });
  }

  /** Sends from the network; what is sent arrives in order. */
  #down(arrive: () => void): void {
    if (this.isCut) return;
    const { time } = this.#network;
    this.#downAt = Math.max(this.#downAt, time.now + this.#delay());
    const connection = this.#connections;
    time.after(this.#downAt - time.now, this.#process, () => {
      if (connection === this.#connections) arrive();
    });
  }
}
