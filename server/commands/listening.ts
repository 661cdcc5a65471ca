/**
 * Calls a function that listens, and explains why it fails.
 *
 * @param what What it does, as a verb phrase: `listen on 0.0.0.0:5555`.
 * @throws {Error} `Cannot` do it, and why not.
 */
export function listening<T>(what: string, listen: () => T): T {
  try {
    return listen();
  } catch (cause) {
    const hint = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use; choose another, or 0"
      : cause instanceof Deno.errors.PermissionDenied
      ? "not permitted; ports below 1024 are the system's"
      : (cause as Error).message;
    throw new Error(`Cannot ${what}: ${hint}`, { cause });
  }
}
