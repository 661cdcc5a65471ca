/** What the system calls a connection that is gone, and what that means for the log. */
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
 * Tells a connection that is gone from everything else that reading and writing may throw.
 *
 * @param error Anything that was thrown.
 * @returns What happened, for the log; undefined if the connection is not what failed.
 */
export function disconnectIn(error: unknown): string | undefined {
  return DISCONNECTS.find(([type]) => error instanceof type)?.[1];
}
