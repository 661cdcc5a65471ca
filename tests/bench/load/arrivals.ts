import type { Fleet } from "./fleet.ts";
import type { Load } from "./load.ts";

/** People who connect, take a name, and leave. */
export interface ArrivalsLoad extends Load {
  kind: "arrivals";
  /** How many come and go at once. */
  atOnce: number;
  /**
   * How many are there all the time, and hear of everyone who comes and goes.
   *
   * @default {0}
   */
  residents?: number;
  /** How many come and go in all. */
  total: number;
}

/** What came of it. */
export interface ArrivalsResult {
  /** How many were welcomed by name and disconnected by the server after their goodbye. */
  visits: number;
  /** From the first connect to the last disconnect. */
  seconds: number;
}

/** Has everyone come and go to warm the server up, then once more on the clock. */
export function arrivals(fleet: Fleet, load: ArrivalsLoad, started: () => void): ArrivalsResult {
  if (load.residents) fleet.gather(load.residents);
  fleet.mayLeave = true;
  visit(fleet, load);
  started();
  return visit(fleet, load);
}

function visit(fleet: Fleet, { atOnce, total }: ArrivalsLoad): ArrivalsResult {
  const [welcomeBefore, goneBefore] = [fleet.welcome, fleet.gone];
  const bye = fleet.wire.bye();
  const begin = performance.now();
  let come = 0;
  fleet.welcomed = (member) => fleet.send(member, bye);
  fleet.run(() => {
    const gone = fleet.gone - goneBefore;
    for (; come < total && come - gone < atOnce; come++) fleet.join();
    return gone >= total;
  });
  const seconds = (performance.now() - begin) / 1_000;
  const visits = fleet.welcome - welcomeBefore;
  if (visits !== total) throw new Error(`${visits} of ${total} were welcomed`);
  return { visits, seconds };
}
