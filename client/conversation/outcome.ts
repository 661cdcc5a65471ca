import type { Ask, ErrorBody, RequestType, Result } from "../../protocol/mod.ts";

/** The outcome of a request. */
export type Outcome =
  | { readonly ok: Result }
  | {
    readonly error: ErrorBody;
    /** Whether it is a message, and the connection was lost since it was typed. */
    readonly undelivered?: boolean;
  };

/** Takes the answer to a request, in order with the notices. */
export type Settle = (outcome: Outcome) => void;

/** The server refused a request, or it could not be sent. */
export class RefusedError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "RefusedError";

  /**
   * Makes an error.
   *
   * @param error The server's code and sentence.
   */
  constructor(readonly error: ErrorBody) {
    super(error.code);
  }
}

/**
 * Sends a request and waits for its result.
 *
 * @param send Sends the request.
 * @throws {RefusedError} If the server refuses.
 */
export function resultOf<T extends RequestType>(
  ask: Ask<T>,
  send: (ask: Ask, settle: Settle) => void,
): Promise<Result<T>> {
  return new Promise((resolve, reject) =>
    send(ask as Ask, (outcome) => {
      if ("ok" in outcome) resolve(outcome.ok as Result<T>);
      else reject(new RefusedError(outcome.error));
    })
  );
}
