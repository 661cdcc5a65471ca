import type { Target } from "./target.ts";

/** Why a server cannot be connected to. */
export type DialFailure =
  | { readonly type: "timed-out"; readonly ms: number }
  | { readonly type: "connection-refused" }
  | { readonly type: "unknown-host" }
  /** Whatever else the system says, in its words. */
  | { readonly type: "system"; readonly message: string };

/** A server could not be connected to. */
export class DialError extends Error {
  /** The class, for those who read the error. */
  override name = "DialError";

  /**
   * Makes an error.
   *
   * @param failure Why.
   * @param target Where to.
   */
  constructor(readonly failure: DialFailure, readonly target: Target, options?: ErrorOptions) {
    super(failure.type, options);
  }
}
