import type { Clock } from "./clock.ts";

/** The system's clock. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, alarm) {
    const timer = setTimeout(alarm, ms);
    return () => clearTimeout(timer);
  },
};
