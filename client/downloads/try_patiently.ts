import { abortable } from "@std/async/abortable";
import { LostError } from "./failure.ts";

/**
 * The waits before further attempts, in ms. After an attempt that received bytes, they start over.
 */
const PAUSES_MS = [200, 500, 1_000, 2_000, 4_000];

/** Options of {@linkcode tryPatiently}. */
export interface PatienceOptions {
  /** Waits, in ms. */
  pause: (ms: number) => Promise<void>;
  /** Called when the server is busy, the first time. */
  onBusy: () => void;
  /** How much has arrived, in bytes. */
  size?: () => number;
  /** Ends it. */
  signal?: AbortSignal;
}

/**
 * Tries until it succeeds, fails for good, or has received nothing too many times.
 *
 * @param attempt What to try. It throws a `LostError` if another attempt could help.
 */
export async function tryPatiently<T>(
  attempt: () => Promise<T>,
  { pause, onBusy, size = () => 0, signal }: PatienceOptions,
): Promise<T> {
  let wasBusy = false;
  for (let failures = 0;; failures++) {
    const before = size();
    try {
      signal?.throwIfAborted();
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LostError)) throw error;
      if (size() > before) failures = 0;
      if (failures >= PAUSES_MS.length) throw error;
      if (!wasBusy && isBusyServer(error)) onBusy();
      wasBusy ||= isBusyServer(error);
      const waiting = pause(PAUSES_MS[failures]!);
      await (signal ? abortable(waiting, signal) : waiting);
    }
  }
}

function isBusyServer({ failure }: LostError): boolean {
  return failure.type === "refused" && failure.error.code === "server-busy";
}
