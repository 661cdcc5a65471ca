/** Calls `beat` regularly with the ms since the last call. Returns a function that stops it. */
export type Ticker = (beat: (elapsedMs: number) => void) => () => void;

/** How often the server checks its clients, in ms. Deadlines are this exact. */
export const BEAT_MS = 1_000;

/** The ticker of a running server: once a second. */
export function everySecond(beat: (elapsedMs: number) => void): () => void {
  const timer = setInterval(measured(beat, () => performance.now()), BEAT_MS);
  return () => clearInterval(timer);
}

/**
 * Measures the time between beats, without the time during which the server was stopped or busy:
 * clients whose bytes it could not read then are not silent.
 *
 * @param beat Takes the ms since the last beat, two beats' worth at most.
 * @param now The time, in ms; only differences matter.
 * @returns A function to call at each beat.
 */
export function measured(beat: (elapsedMs: number) => void, now: () => number): () => void {
  let last = now();
  return () => {
    const time = now();
    beat(Math.min(time - last, 2 * BEAT_MS));
    last = time;
  };
}
