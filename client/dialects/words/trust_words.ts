/**
 * Sentences about servers that are not who they should be. Each has the command that accepts them.
 *
 * @module
 */
import { type Printable, printed } from "../../../protocol/mod.ts";
import type { UntrustedFailure } from "../../net/dial_error.ts";
import { formatTarget, type Target } from "../../net/target.ts";

/**
 * Says why nothing was sent to a server. The lines after the first one are indented.
 *
 * @param failure What is wrong with it.
 * @param target The server.
 */
export function trustSentence(failure: UntrustedFailure, target: Target): Printable {
  const where = formatTarget(target);
  const lines = [printed`${where} ${faultOf(failure)}, so nothing was sent to it.`];
  if ("expected" in failure && failure.expected !== undefined) {
    const label = failure.source === "option" ? "Asked for" : "Known";
    lines.push(printed`${label}: ${failure.expected}`);
  }
  if ("shown" in failure) lines.push(printed`Shown: ${failure.shown}`);
  lines.push(...advice(failure, target));
  return lines.join("\n  ") as Printable;
}

function faultOf(failure: UntrustedFailure): string {
  const isAsked = "source" in failure && failure.source === "option";
  switch (failure.type) {
    case "other-key":
      return isAsked
        ? "does not have the key that --key asks for"
        : "shows another key than before";
    case "not-encrypted":
      return isAsked
        ? "is not encrypted, but --key asks for that"
        : "was encrypted before and is not now";
    case "no-authority":
      return "shows a key that no authority vouches for, as one did before";
  }
}

function advice(failure: UntrustedFailure, { host, port }: Target): Printable[] {
  if (failure.type === "not-encrypted") {
    return [
      printed`Either it runs without --tls, or somebody is in between: ask whoever runs it.`,
      printed`If it is meant to be unencrypted, accept that with: chat who ${host} ${port} --plain`,
    ];
  }
  return [
    printed`Either it was set up anew, or somebody is in between: ask whoever runs it.`,
    printed`If the key shown is right, accept it with: chat who ${host} ${port} --key ${failure.shown}`,
  ];
}
