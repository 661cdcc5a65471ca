import type { ErrorBody, Result } from "../protocol/mod.ts";

/** How a request was answered. */
export type Outcome = { readonly ok: Result } | { readonly error: ErrorBody };

/** Takes the answer to a request. Called as it arrives, in order with the notices around it. */
export type Settle = (outcome: Outcome) => void;
