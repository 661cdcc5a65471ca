/** How long a pause is, in ms: the shortest that a timer can do. */
const PAUSE_MS = 1;

/**
 * Pauses long work, so that the server serves its connections. It takes a timer: while work is always
 * ready, Deno asks the system only every 61st time for what has arrived.
 */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
