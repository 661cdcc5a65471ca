import type { Ask, ErrorBody, RequestType, Result } from "../../protocol/mod.ts";

/** How a request was answered. */
export type Outcome =
  | { readonly ok: Result }
  | {
    readonly error: ErrorBody;
    /** Whether it is a message of the user's, and the connection was lost since it was typed. */
    readonly undelivered?: boolean;
  };

/** Takes the answer to a request. Called as it arrives, in order with the notices around it. */
export type Settle = (outcome: Outcome) => void;

/** The server refused a request, or it could not be sent. */
export class RefusedError extends Error {
  /** The class, for those who read the error. */
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
 * Asks, for those who wait for the answer alone.
 *
 * @param send What takes the request.
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
