import type { MemberId } from "../room/events.ts";

/** How many requests are remembered at most. */
const MAX_REQUESTS = 100_000;

/** Requests that were refused as they took too long, and may be carried out all the same. */
export class GivenUp {
  /** The latest of them, oldest first. */
  readonly #requests = new Set<string>();

  /** Notes that a request is refused. */
  add(member: MemberId, id: number): void {
    this.#requests.add(`${member}:${id}`);
    if (this.#requests.size <= MAX_REQUESTS) return;
    const [oldest] = this.#requests;
    this.#requests.delete(oldest!);
  }

  /** Whether a request that is carried out now was refused before: then it is not answered again. */
  takes(member: MemberId, id: number): boolean {
    return this.#requests.size > 0 && this.#requests.delete(`${member}:${id}`);
  }
}
