/** Calls `beat` again and again with the ms since the last call; returns what stops it. */
export type Ticker = (beat: (elapsedMs: number) => void) => () => void;

/** How often the server looks at its clients, in ms: deadlines are kept this exactly. */
const BEAT_MS = 1_000;

/**
 * The ticker of a running server: once a second.
 *
 * Time that the server itself was stopped or busy is cut out, so that clients whose bytes it could
 * not read meanwhile are not taken for silent.
 */
export function everySecond(beat: (elapsedMs: number) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    beat(Math.min(now - last, 2 * BEAT_MS));
    last = now;
  }, BEAT_MS);
  return () => clearInterval(timer);
}
