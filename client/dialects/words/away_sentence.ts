import { type Printable, printed } from "../../../protocol/mod.ts";

/**
 * Says that a private message is kept for somebody who is away, and for how long.
 *
 * @param to The receiver's name.
 * @param awayUntil Until when, in ms since 1970 UTC: what the server answered.
 * @param now The time, in ms since 1970 UTC.
 *
 * @example
 * ```ts
 * import { awaySentence } from "./away_sentence.ts";
 *
 * awaySentence("alice", 61_000, 1_000); // "alice is away, and gets that on coming back within 60 s"
 * ```
 */
export function awaySentence(to: string, awayUntil: number, now: number): Printable {
  const seconds = Math.max(0, Math.ceil((awayUntil - now) / 1_000));
  return printed`${to} is away, and gets that on coming back within ${seconds} s`;
}
