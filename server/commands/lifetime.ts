import type { ErrorBody } from "../../protocol/mod.ts";

/** The signals that stop the server. Windows has no SIGTERM. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Why the server stops, and with which exit code. */
export interface Ending {
  /** The exit code. */
  readonly code: number;
  /** The code and sentence for the clients. */
  readonly why: ErrorBody;
}

/**
 * Waits for a signal, for the operator, or for a fault that belongs to no connection. A signal after
 * one of these exits immediately with code 1.
 *
 * @param onFault Called with each fault, also after the first.
 * @param told Resolves when the operator tells the server to stop.
 */
export function untilTheEnd(
  onFault: (error: unknown) => void,
  told?: Promise<Ending>,
): Promise<Ending> {
  const { promise, resolve, reject } = Promise.withResolvers<Ending>();
  let signals = 0;
  told?.then((ending) => {
    signals++;
    resolve(ending);
  }, reject);
  const message = "The operator has stopped the server";
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (signals++ > 0) Deno.exit(1);
      resolve({ code: 0, why: { code: "server-closing", message } });
    });
  }
  const fail = (event: Event, error: unknown) => {
    event.preventDefault();
    onFault(error);
    resolve({ code: 1, why: { code: "server-fault", message: "The server has failed" } });
  };
  addEventListener("error", (event) => fail(event, event.error));
  addEventListener("unhandledrejection", (event) => fail(event, event.reason));
  return promise;
}
