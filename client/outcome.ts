import type { ErrorBody, Result } from "../protocol/mod.ts";

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
