import type { Notice } from "../../protocol/mod.ts";
import type { Audience } from "../room/events.ts";

/** How many people make a crowd: who comes to one and leaves it is counted, not named. */
export const CROWD = 1_000;

/**
 * Counts who comes and goes while there is a crowd. In a room of 10,000, each of whom is told of each
 * other one, naming them would be most of what the servers do.
 */
export class CrowdTally {
  #joined = 0;
  #left = 0;

  /**
   * Counts what somebody did.
   *
   * @param online How many are there now.
   * @returns Whether it is counted, and need not be told now.
   */
  takes(to: Audience, notice: Notice, online: number): boolean {
    if (online <= CROWD || !("all" in to)) return false;
    if (notice.type === "joined" && notice.like === undefined) this.#joined++;
    else if (notice.type === "left" && notice.removed === undefined) this.#left++;
    else return false;
    return true;
  }

  /**
   * Returns what is to be told of those who were counted since the last time; nothing if nobody was.
   *
   * @param online How many are there now.
   * @param time The time, in ms since 1970 UTC.
   */
  due(online: number, time: number): Notice<"crowd"> | undefined {
    const [joined, left] = [this.#joined, this.#left];
    this.#joined = this.#left = 0;
    return joined + left === 0 ? undefined : { type: "crowd", joined, left, online, time };
  }
}
