import type { Fleet } from "./fleet.ts";
import type { Load } from "./load.ts";

/** Members who say nothing. */
export interface HoldLoad extends Load {
  kind: "hold";
  /** How many are in the room. */
  members: number;
}

/** Joins, says so, and stays until the process is ended. */
export function hold(fleet: Fleet, { members }: HoldLoad, started: () => void): never {
  fleet.gather(members);
  started();
  for (;;) fleet.step(1_000);
}
