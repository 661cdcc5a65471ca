import { assert, assertEquals } from "@std/assert";
import type { Effect, RoomEvent } from "../../../server/room/events.ts";
import type { SimulatedServer } from "./simulated_server.ts";

/** What a server applied from the moment on at which it took over the state of the room. */
interface Run {
  readonly server: SimulatedServer;
  readonly after: number;
  until: number;
  readonly seqs: Set<number>;
  /** Whether the server tries to begin the room: what it applies before it takes part is nothing. */
  isAttempt: boolean;
}

/** An event that was applied, as all servers have to see it. */
export interface AppliedEvent {
  readonly event: RoomEvent;
  /** What all are told, or why it was refused. */
  readonly outcome: readonly Record<string, unknown>[] | string;
  readonly text: string;
}

/** What the servers of a simulation applied: it has to be the same. */
export class AppliedEvents {
  /** By their place in the log. */
  readonly events = new Map<number, AppliedEvent>();
  /** The texts whose proposal was resolved. */
  readonly resolved = new Set<string>();
  readonly #runs = new Map<SimulatedServer, Run>();
  readonly #over: Run[] = [];

  /**
   * Notes that a server has taken over the state that the room has at a place.
   *
   * @param isAttempt Whether it only tries to begin a room.
   */
  restored(server: SimulatedServer, after: number, isAttempt: boolean): void {
    const before = this.#runs.get(server);
    if (before) this.#over.push(before);
    this.#runs.set(server, { server, after, until: after, seqs: new Set(), isAttempt });
  }

  /** Notes how far a server is, unless it does not take part: it ends with the record that says so. */
  reached(server: SimulatedServer): void {
    const run = this.#runs.get(server);
    const { past, sharing } = server.journal;
    if (!run || sharing.numbersAfter === 0) return;
    run.isAttempt = false;
    run.until = Math.max(run.until, past.seq);
  }

  /** Notes that a server has applied an event, or was refused that by its room. */
  add(server: SimulatedServer, seq: number, event: RoomEvent, result: Effect[] | string): void {
    this.reached(server);
    const run = this.#runs.get(server)!;
    if (run?.isAttempt) return;
    assert(run && seq > run.after, `${server.address} applies ${seq} before it has the room`);
    assert(!run.seqs.has(seq), `${server.address} applies ${seq} twice`);
    assert(seq >= run.until, `${server.address} applies ${seq} after ${run.until}`);
    run.seqs.add(seq);
    const told = { ...event, secret: undefined };
    const outcome = typeof result === "string" ? result : result.flatMap(noticeOf);
    const text = JSON.stringify([told, outcome]);
    const known = this.events.get(seq);
    if (known) assertEquals(text, known.text, `${server.address} applies ${seq} otherwise`);
    else this.events.set(seq, { event, outcome, text });
  }

  /** Checks that nobody left anything out. */
  checkComplete(): void {
    const all = Array.from(this.events.keys()).sort((a, b) => a - b);
    for (const { server, after, until, seqs } of [...this.#over, ...this.#runs.values()]) {
      const missing = all.filter((seq) => seq > after && seq <= until && !seqs.has(seq));
      assertEquals(missing, [], `${server.address}, which began after ${after}, left these out`);
    }
  }

  /** What all were told at a place; nothing if its event does not count or was refused. */
  noticesOf(seq: number): readonly Record<string, unknown>[] | undefined {
    const outcome = this.events.get(seq)?.outcome;
    return typeof outcome === "string" ? undefined : outcome;
  }

  /** The places of the events that count by which a text was said. */
  placesOf(text: string): number[] {
    return Array.from(this.events)
      .filter(([, { event }]) => event.type === "said" && event.text === text)
      .map(([seq]) => seq);
  }
}

/** A notice to all, without what differs from server to server: who was told of a visit before. */
function noticeOf(effect: Effect): Record<string, unknown>[] {
  return effect.type === "notice" ? [{ ...effect.notice, by: undefined }] : [];
}
