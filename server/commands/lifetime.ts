import type { ErrorBody } from "../../protocol/mod.ts";

/** What asks a program to end; Windows has no SIGTERM. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Why a server is to end, and how the program ends then. */
export interface Ending {
  /** The exit code. */
  readonly code: number;
  /** What to tell the clients. */
  readonly why: ErrorBody;
}

/**
 * Waits for what ends a server: a signal, or a fault that no conversation caused and so none can
 * answer for. A second signal exits at once, with code 1.
 *
 * @param onFault Told each fault, also those after the first.
 */
export function untilTheEnd(onFault: (error: unknown) => void): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let signals = 0;
  for (const signal of SIGNALS) {
    const message = `The server was stopped (${signal})`;
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
