import { ANSWER_TIMEOUT_MS } from "../../protocol/mod.ts";
import { DialError, type DialFailure } from "./dial_error.ts";
import type { Target } from "./target.ts";
import { TcpWire } from "./tcp_wire.ts";
import type { ServerWire } from "./server_wire.ts";

/**
 * Connects to a server, unencrypted.
 *
 * @param target The server.
 * @param timeoutMs How long to try, in ms.
 * @throws {DialError} If that fails; the `cause` is the system's error.
 */
export async function dial(target: Target, timeoutMs = ANSWER_TIMEOUT_MS): Promise<ServerWire> {
  return new TcpWire(await connectTcp(target, timeoutMs));
}

/**
 * Makes a TCP connection to a server.
 *
 * @param target The server.
 * @param timeoutMs How long to try, in ms.
 * @throws {DialError} If that fails. Its `cause` is the system's error.
 */
export async function connectTcp(
  target: Target,
  timeoutMs = ANSWER_TIMEOUT_MS,
): Promise<Deno.TcpConn> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), timeoutMs);
  try {
    const { host: hostname, port } = target;
    return await Promise.race([
      Deno.connect({ hostname, port, signal: giveUp.signal }),
      new Promise<never>((_, reject) =>
        giveUp.signal.addEventListener("abort", () => reject(new Deno.errors.TimedOut()))
      ),
    ]);
  } catch (cause) {
    throw new DialError(failureOf(cause as Error, timeoutMs), target, { cause });
  } finally {
    clearTimeout(timer);
  }
}

function failureOf(error: Error, timeoutMs: number): DialFailure {
  if (error instanceof Deno.errors.TimedOut) return { type: "timed-out", ms: timeoutMs };
  if (error instanceof Deno.errors.ConnectionRefused) return { type: "connection-refused" };
  const isUnknown = /lookup|resolve/i.test(error.message);
  return isUnknown ? { type: "unknown-host" } : { type: "system", message: error.message };
}
