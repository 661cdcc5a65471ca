/**
 * Waits for something, but not for longer than this.
 *
 * @param ms How long, in ms.
 * @returns Whether it came in time.
 * @throws {Error} What it throws in time.
 */
export async function isWithin(ms: number, awaited: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([awaited.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for so many ms. */
export function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
