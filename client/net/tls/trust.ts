/**
 * Whom to trust: trust on first use, as `ssh` has it. What is tried first with a server, and what to
 * say where it is not the one that it was.
 *
 * @module
 */
import { FinalError } from "../final_error.ts";
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
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|0:0:0:0:0:0:0:1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}

/** A server that is not what it should be. Nothing was sent to it. */
export class UntrustedServerError extends FinalError {
  /** The class, for those who read the error. */
  override name = "UntrustedServerError";
}

/** A server that was to be reached, for the sentences. */
export interface Place {
  /** `host:port`. */
  readonly where: string;
  /** `HOST PORT`, as an operand of a command. */
  readonly operands: string;
}

/** Says that a server shows another key than it should. */
export function changedKey(
  { where, operands }: Place,
  expected: Expectation & { type: "key" },
  shown: string,
): UntrustedServerError {
  const [what, label] = expected.source === "option"
    ? [`${where} does not have the key that --key asks for`, "Asked for"]
    : [`${where} shows another key than before`, "Known"];
  return new UntrustedServerError(
    `${what}, so nothing was sent to it. Either it was set up anew, or somebody is in between.\n` +
      `  ${label}: ${expected.fingerprint}\n` +
      `  Shown: ${shown}\n` +
      `Ask whoever runs it. If the key shown is right, accept it with:\n` +
      `  chat who ${operands} --key ${shown}`,
  );
}

/** Says that a server which should be encrypted is not. */
export function suddenlyPlain(
  { where, operands }: Place,
  expected: Expectation & { type: "key" | "authority" },
): UntrustedServerError {
  const asked = expected.type === "key" && expected.source === "option";
  const what = asked
    ? `${where} is not encrypted, but --key asks for that`
    : `${where} was encrypted before and is not now`;
  const key = expected.type === "key"
    ? `\n  ${asked ? "Asked for" : "Known"}: ${expected.fingerprint}`
    : "";
  return new UntrustedServerError(
    `${what}, so nothing was sent to it. Either it runs without --tls, or somebody is in between.${key}\n` +
      `Ask whoever runs it. If it is meant to be unencrypted, accept that with:\n` +
      `  chat who ${operands} --plain`,
  );
}

/** Says that no authority vouches for a server any more. */
export function noAuthority({ where, operands }: Place, shown: string): UntrustedServerError {
  return new UntrustedServerError(
    `An authority vouched for ${where} before, and does not for the key it shows now, so nothing ` +
      `was sent to it.\n  Shown: ${shown}\n` +
      `Ask whoever runs it. If the key shown is right, accept it with:\n` +
      `  chat who ${operands} --key ${shown}`,
  );
}
