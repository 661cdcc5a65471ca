import type { Target } from "./target.ts";

/** Why a server cannot be connected to. */
export type DialFailure =
  | { readonly type: "timed-out"; readonly ms: number }
  | { readonly type: "connection-refused" }
  | { readonly type: "unknown-host" }
  /** It is encrypted with another key than it should be; nothing was sent to it. */
  | {
    readonly type: "other-key";
    /** Who says which key it should be: the user, or what was remembered. */
    readonly source: "option" | "memory";
    /** The fingerprint it should have. */
    readonly expected: string;
    /** The fingerprint it has. */
    readonly shown: string;
  }
  /** It should be encrypted and is not; nothing was sent to it. */
  | {
    readonly type: "not-encrypted";
    readonly source: "option" | "memory";
    /** The fingerprint it should have; nothing if any that an authority vouches for. */
    readonly expected?: string;
  }
  /** An authority vouched for it before, and does not for the key it has now; nothing was sent. */
  | { readonly type: "no-authority"; readonly shown: string }
  /** Another error of the system, in its words. */
  | { readonly type: "system"; readonly message: string };

/** A server is not who it should be. */
export type UntrustedFailure = Extract<
  DialFailure,
  { readonly type: "other-key" | "not-encrypted" | "no-authority" }
>;

/** Tells whether a server was refused because it is not who it should be. */
export function isUntrusted(failure: DialFailure): failure is UntrustedFailure {
  return ["other-key", "not-encrypted", "no-authority"].includes(failure.type);
}

/** A server could not be connected to. */
export class DialError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "DialError";

  /**
   * Makes an error.
   *
   * @param failure The reason.
   * @param target The server.
   */
  constructor(readonly failure: DialFailure, readonly target: Target, options?: ErrorOptions) {
    super(failure.type, options);
  }
}
