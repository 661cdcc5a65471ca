/**
 * Times as the user's own clock and language have them.
 *
 * @module
 */
const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** The time of day. @param {number} ms In ms since 1970 UTC. */
export const timeOf = (ms) => TIME.format(ms);

/** The day, in full. @param {number} ms In ms since 1970 UTC. */
export const dayOf = (ms) => DAY.format(ms);

/** Day and time. @param {number} ms In ms since 1970 UTC. */
export const momentOf = (ms) => FULL.format(ms);

/**
 * Whether two times are on the same day here.
 *
 * @param {number} a In ms since 1970 UTC.
 * @param {number} b In ms since 1970 UTC.
 */
export function isSameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
