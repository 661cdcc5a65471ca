import { PROTOCOL_VERSION, ProtocolError, type Request } from "../../../protocol/mod.ts";
import { ClusterJournal } from "../../../server/cluster/cluster_journal.ts";
import { sharedRoom } from "../../../server/journal/journal.ts";
import type { LogEvent } from "../../../server/observability/log.ts";
import type { Effect, MemberId, RoomEvent } from "../../../server/room/events.ts";
import { Room } from "../../../server/room/room.ts";
import type { RoomSnapshot } from "../../../server/room/snapshot.ts";
import type { AppliedEvents } from "./applied_events.ts";
import type { SimulatedClient } from "./simulated_client.ts";
import { SimulatedLink } from "./simulated_link.ts";
import type { SimulatedNetwork } from "./simulated_network.ts";
import { type SimulatedSeat, SimulatedSeats } from "./simulated_seats.ts";
import { SimulatedProcess } from "./simulated_time.ts";

/** How often a room forgets whom it has to, in ms. */
const TIDY_MS = 1_000;

/** What a simulated server needs. */
export interface SimulatedServerOptions {
  readonly network: SimulatedNetwork;
  /** Where clients reach it. */
  readonly address: string;
  /** Takes what was applied. */
  readonly applied: AppliedEvents;
  /** Takes the events for the log. */
  readonly log: (event: LogEvent) => void;
}

/** A server's journal and room, with the seats of clients as the hub has them. */
export class SimulatedServer {
  readonly process = new SimulatedProcess();
  readonly link: SimulatedLink;
  readonly journal: ClusterJournal;
  readonly room: Room;
  readonly address: string;
  /** Whether it has begun to end. */
  isEnding = false;
  readonly #seats: SimulatedSeats;
  readonly #options: SimulatedServerOptions;

  /** Makes one that does nothing yet. */
  constructor(options: SimulatedServerOptions) {
    this.#options = options;
    this.address = options.address;
    this.link = new SimulatedLink(options.network, this.process);
    const { address, log } = options;
    const journal = this.journal = new ClusterJournal({
      link: this.link,
      address: () => address,
      log,
    });
    const room = this.room = makeRoom(journal, address);
    this.#seats = new SimulatedSeats(() => room, () => journal.sharing.numbersAfter);
    journal.onApplied = (seq, event) => this.#apply(seq, event);
  }

  /** Begins; in its process, as what it waits for has to hang and die with it. */
  start(): void {
    const { room, journal } = this;
    journal.share({
      snapshot: () => room.snapshot(),
      restore: (snapshot) => this.#restore(snapshot),
      connectionOfName: (name) => room.connectionOfName(name),
      sendAway: () => this.sendAway(),
    });
    void journal.enter();
    setInterval(() => {
      if (this.isEnding) return;
      for (const event of room.due()) this.#submit(event);
    }, TIDY_MS);
  }

  /** Ends as one does that its operator stops. */
  async end(): Promise<void> {
    this.isEnding = true;
    for (const [, seat] of this.#seats.all()) seat.client.lost(seat);
    await this.journal.close();
  }

  /** Whether a member has its client here. */
  isHere(member: MemberId, connection: number): boolean {
    const seat = this.#seats.of(member);
    return seat?.connection === connection && !seat.isOver;
  }

  /** Greets a client. */
  connect(client: SimulatedClient): void {
    const seat = client.seat = this.#seats.make(client);
    client.server = this;
    const { name, secret, room, last } = client;
    const hello = { type: "hello", version: PROTOCOL_VERSION, name, secret, room, last } as const;
    this.ask(seat, { id: client.nextId(), ...hello } as Request);
  }

  /** Takes a request. */
  ask(seat: SimulatedSeat, request: Request): void {
    if (seat.isOver) return;
    const { connection, member } = seat;
    try {
      const plan = this.room.ask({ connection, member, origin: "10.0.0.1" }, request);
      if (plan.type === "answer") return seat.client.answered(seat, plan.reply);
      if (plan.type !== "propose") throw new Error(`Not simulated: ${plan.type}`);
      if (member === undefined) this.#seats.open(seat);
      this.#propose(seat, request, plan.event);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      seat.client.refused(seat, request.id);
    }
  }

  /** Ends a client's connection. */
  leave(seat: SimulatedSeat, how: "hung-up" | "lost"): void {
    if (seat.isOver) return;
    seat.isOver = true;
    if (seat.member !== undefined && !this.isEnding) this.#leaveRoom(seat.member, how);
  }

  /** Ends the connections of all clients. */
  sendAway(): void {
    for (const [member, seat] of this.#seats.all()) {
      this.leave(seat, "lost");
      this.#seats.remove(member);
      seat.client.lost(seat);
    }
  }

  #propose(seat: SimulatedSeat, request: Request, event: RoomEvent): void {
    const { applied } = this.#options;
    const text = event.type === "said" ? event.text : undefined;
    this.journal.propose(event)?.then(
      () => text && applied.resolved.add(text),
      (error) => {
        if (!(error instanceof ProtocolError)) throw error;
        this.#seats.takeOpening(seat.connection);
        if (!seat.isOver) seat.client.refused(seat, request.id);
      },
    );
  }

  #apply(seq: number, event: RoomEvent): boolean {
    let effects: Effect[];
    try {
      effects = this.room.apply(seq, event);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.applied.add(this, seq, event, error.code);
      this.#refuseEvent(event);
      return false;
    }
    this.#options.applied.add(this, seq, event, effects);
    const isThere = event.type !== "arrived" && event.type !== "returned" || this.#seats.sit(event);
    if (!isThere) this.#leaveRoom(event.member, "hung-up");
    for (const effect of effects) this.#perform(effect);
    if (event.type === "left") this.#seats.rise(event.member);
    return true;
  }

  #perform(effect: Effect): void {
    if (effect.type !== "reply") return;
    const seat = this.#seats.of(effect.to);
    seat?.client.answered(seat, effect.reply);
  }

  #refuseEvent(event: RoomEvent): void {
    const isOpening = event.type === "arrived" || event.type === "returned";
    const seats = this.#seats;
    const seat = isOpening ? seats.takeOpening(event.connection) : seats.of(event.member);
    if (!seat || seat.isOver || !("request" in event) || event.request === undefined) return;
    const id = typeof event.request === "number" ? event.request : event.request.id;
    seat.client.refused(seat, id);
  }

  #leaveRoom(member: MemberId, how: "hung-up" | "lost"): void {
    const event = this.room.leave(member, how);
    if (event) this.#submit(event);
  }

  #submit(event: RoomEvent): void {
    this.journal.propose(event)?.catch((error) => {
      if (!(error instanceof ProtocolError)) throw error;
    });
  }

  #restore(snapshot: RoomSnapshot): void {
    const { past, sharing } = this.journal;
    // With no server, it tries to begin the room: that is nothing until it takes part.
    this.#options.applied.restored(this, past.seq, sharing.servers === 0);
    this.room.restore(snapshot);
  }
}

function makeRoom({ past, sharing }: ClusterJournal, address: string): Room {
  let members = 0;
  let secrets = 0;
  return new Room({
    past,
    clocks: () => ({ time: Date.now(), at: Date.now() }),
    newcomers: {
      id: () => sharing.numbersAfter + ++members,
      secret: () => `${address} ${++secrets} `.padEnd(36, "."),
    },
    ...sharedRoom(sharing),
  });
}
