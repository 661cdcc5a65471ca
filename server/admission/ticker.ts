/** Calls `beat` again and again with the ms since the last call; returns what stops it. */
export type Ticker = (beat: (elapsedMs: number) => void) => () => void;

/** How often the server looks at its clients, in ms: deadlines are kept this exactly. */
export const BEAT_MS = 1_000;

/** The ticker of a running server: once a second. */
export function everySecond(beat: (elapsedMs: number) => void): () => void {
  const timer = setInterval(measured(beat, () => performance.now()), BEAT_MS);
  return () => clearInterval(timer);
}

/**
 * Measures the time between beats. Time that the server itself was stopped or busy is cut out, so
 * that clients whose bytes it could not read meanwhile are not taken for silent.
 *
 * @param beat Takes the ms since the last beat, two beats' worth at most.
 * @param now The time, in ms; only differences matter.
 * @returns What to call at each beat.
 */
export function measured(beat: (elapsedMs: number) => void, now: () => number): () => void {
  let last = now();
  return () => {
    const time = now();
    beat(Math.min(time - last, 2 * BEAT_MS));
    last = time;
  };
}
