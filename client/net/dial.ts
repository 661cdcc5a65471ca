import { ANSWER_TIMEOUT_MS } from "../../protocol/mod.ts";

/** Where a server is. */
export interface Target {
  /** Host name or IP address. */
  readonly host: string;
  /** Port, 1 to 65,535. */
  readonly port: number;
}

/** Writes a target as people do: `host:port`, an IPv6 address in brackets. */
export function formatTarget({ host, port }: Target): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Connects to a server.
 *
 * @throws {Error} If that fails; the message says where to and why, the `cause` is the system's.
 */
export async function dial(target: Target, timeoutMs = ANSWER_TIMEOUT_MS): Promise<Deno.TcpConn> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), timeoutMs);
  try {
    const { host: hostname, port } = target;
    const conn = await Promise.race([
      Deno.connect({ hostname, port, signal: giveUp.signal }),
      new Promise<never>((_, reject) =>
        giveUp.signal.addEventListener("abort", () => reject(new Deno.errors.TimedOut()))
      ),
    ]);
    conn.setNoDelay(true); // What is typed is small, and should not wait for an acknowledgement.
    return conn;
  } catch (cause) {
    const where = formatTarget(target);
    throw new Error(`Cannot connect to ${where}: ${reason(cause, target, timeoutMs)}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

function reason(cause: unknown, { port }: Target, timeoutMs: number): string {
  const { message } = cause as Error;
  if (cause instanceof Deno.errors.TimedOut) {
    return `no answer within ${timeoutMs / 1000} s. Is it switched on, and no firewall in between?`;
  }
  if (cause instanceof Deno.errors.ConnectionRefused) {
    return `connection refused. Is the server running? Start one with: chat serve --port ${port}`;
  }
  return /lookup|resolve/i.test(message) ? "unknown host. Is it spelled right?" : message;
}
