/**
 * Reads both clocks for an event that is proposed now: `time` in ms since 1970 UTC, to be shown;
 * `at` in ms of a monotonic clock, for periods.
 */
export type Clocks = () => { readonly time: number; readonly at: number };
