import type { Reply, Result } from "../../../protocol/mod.ts";
import type { SimulatedSeat } from "./simulated_seats.ts";
import type { SimulatedServer } from "./simulated_server.ts";

/** A client that says things, and goes on elsewhere under its secret when it loses its server. */
export class SimulatedClient {
  name: string;
  secret?: string;
  room?: string;
  last = 0;
  /** Where it is. */
  server?: SimulatedServer;
  /** Its connection, once it has asked for one. */
  seat?: SimulatedSeat;
  /** Whether it was greeted on this connection. */
  isIn = false;
  /** What it said and has no answer to. */
  readonly unanswered = new Map<number, string>();
  /** What any client said that was answered with `ok`. */
  readonly confirmed: Set<string>;
  #ids = 0;
  #hello = 0;

  constructor(name: string, confirmed: Set<string>) {
    this.name = name;
    this.confirmed = confirmed;
  }

  /** Numbers a request. */
  nextId(): number {
    return ++this.#ids;
  }

  /** Connects, unless it has a connection. */
  connect(server: SimulatedServer): void {
    if (this.seat) return;
    this.#hello = this.#ids + 1;
    server.connect(this);
  }

  /** Says something. */
  say(text: string): void {
    if (!this.seat || !this.isIn) return;
    const id = this.nextId();
    this.unanswered.set(id, text);
    this.server!.ask(this.seat, { type: "say", id, text });
  }

  /** Takes another name. */
  rename(name: string): void {
    if (this.seat && this.isIn) {
      this.server!.ask(this.seat, { type: "name", id: this.nextId(), name });
    }
  }

  /** Says goodbye. */
  bye(): void {
    if (!this.seat || !this.isIn) return;
    this.server!.ask(this.seat, { type: "bye", id: this.nextId() });
    this.secret = undefined;
    this.unanswered.clear();
  }

  /** Notes that a connection is over, or loses it, which its server does not notice. */
  lost(seat: SimulatedSeat): void {
    if (seat !== this.seat) return;
    this.seat = this.server = undefined;
    this.isIn = false;
  }

  /** Takes a reply. */
  answered(seat: SimulatedSeat, reply: Reply): void {
    if (seat !== this.seat || seat.isOver) return;
    if (!("ok" in reply)) return this.refused(seat, reply.id);
    if (reply.id === this.#hello) return this.#greeted(seat, reply.ok as Result<"hello">);
    const text = this.unanswered.get(reply.id);
    if (text !== undefined) this.confirmed.add(text);
    this.unanswered.delete(reply.id);
  }

  /** Takes a refusal. */
  refused(seat: SimulatedSeat, id: number): void {
    if (seat !== this.seat) return;
    this.unanswered.delete(id);
    if (id === this.#hello) {
      seat.isOver = true;
      this.lost(seat);
    }
  }

  #greeted(seat: SimulatedSeat, { secret, room, resumed, seq }: Result<"hello">): void {
    this.isIn = true;
    this.secret = secret;
    this.room = room;
    this.last = seq;
    if (!resumed) this.unanswered.clear();
    for (const [id, text] of [...this.unanswered]) {
      if (this.seat === seat) this.server!.ask(seat, { type: "say", id, text });
    }
  }
}
