/** The system's errors for a lost connection, and their names in the log. */
const DISCONNECTS = [
  [Deno.errors.ConnectionReset, "connection reset"],
  [Deno.errors.BrokenPipe, "connection reset"],
  [Deno.errors.ConnectionAborted, "connection aborted"],
  [Deno.errors.TimedOut, "connection timed out"],
  [Deno.errors.NotConnected, "connection lost"],
  [Deno.errors.BadResource, "connection closed"],
  [Deno.errors.Interrupted, "connection closed"],
] as const;

/**
 * Tells whether an error means that the connection is lost.
 *
 * @param error Anything that was thrown.
 * @returns What happened, for the log; undefined if it is another error.
 */
export function disconnectIn(error: unknown): string | undefined {
  return DISCONNECTS.find(([type]) => error instanceof type)?.[1];
}
