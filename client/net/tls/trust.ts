/**
 * Which servers to trust: trust on first use, as in `ssh`. What is expected of a server before
 * anything is sent to it.
 *
 * @module
 */
import type { KnownServer } from "./known_servers.ts";

/** What a client expects of a server, before it has sent anything. */
export type Expectation =
  /** Nothing is known: to be asked whether it is encrypted. */
  | { readonly type: "unknown" }
  /** Unencrypted, and the user wants that. */
  | { readonly type: "plain" }
  /** This key, and no other; the certificate is there if it was met before. */
  | {
    readonly type: "key";
    readonly fingerprint: string;
    readonly certificate?: Uint8Array;
    /** Who says so: the user now; what was remembered; a guess, as the server is on this machine. */
    readonly source: "option" | "memory" | "guess";
  }
  /** A certificate that an authority vouches for. */
  | { readonly type: "authority" };

/** What {@linkcode expectationOf} goes by. */
export interface TrustInputs {
  /** What is remembered of the server. */
  readonly known?: KnownServer;
  /** The fingerprint that the user gave with `--key`. */
  readonly key?: string;
  /** Whether the user gave `--plain`. */
  readonly plain: boolean;
  /** Whether the server is on this machine, where nobody can be in between. */
  readonly isLoopback: boolean;
}

/**
 * Decides what to expect of a server. What the user says now comes before what is remembered. A
 * server on this machine may change as it likes: what is remembered of it only tells what to try.
 */
export function expectationOf({ known, key, plain, isLoopback }: TrustInputs): Expectation {
  if (plain) return { type: "plain" };
  if (key !== undefined) {
    const isKnown = known?.type === "certificate" && known.fingerprint === key;
    return {
      type: "key",
      source: "option",
      fingerprint: key,
      ...(isKnown ? { certificate: known.certificate } : {}),
    };
  }
  if (!known) return { type: "unknown" };
  if (known.type === "authority") return { type: isLoopback ? "unknown" : "authority" };
  const { fingerprint, certificate } = known;
  return { type: "key", source: isLoopback ? "guess" : "memory", fingerprint, certificate };
}

/**
 * Tells whether a host is this machine: servers there are not held to what they were.
 *
 * @param host A name or an IP address.
 */
export function isOnThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|0:0:0:0:0:0:0:1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}
