/**
 * Sentences about connections.
 *
 * @module
 */
import { type Printable, printed } from "../../../protocol/mod.ts";
import type { ConnectionEnd } from "../../conversation/connection_end.ts";
import { type DialFailure, isUntrusted, type UntrustedFailure } from "../../net/dial_error.ts";
import { formatTarget, type Target } from "../../net/target.ts";
import { trustSentence } from "./trust_words.ts";

/**
 * Says why a connection ended, or could not be established.
 *
 * @param end Why.
 * @param target The server.
 */
export function endSentence(end: ConnectionEnd, target: Target): Printable {
  const where = formatTarget(target);
  switch (end.type) {
    case "unreachable":
      return unreachable(end.failure, end.target);
    case "no-answer":
      return printed`No answer from ${where} within ${end.ms / 1000} s`;
    case "refused":
      if (end.error.code === "password-needed") {
        return printed`${where} asks for a password: give it with --password-file or CHAT_PASSWORD`;
      }
      return printed`${where} refused: ${end.error.message}`;
    case "unproven":
      return printed`${where} does not prove that it knows the password, so nothing else was sent to it. It may be another server`;
    case "misnamed":
      return printed`${where} answered with ${end.name ?? "no name"}, not ${
        end.asked ?? "no name"
      }`;
    case "closing":
      return printed`${where} closed the connection: ${end.error.message}`;
    case "foreign":
      return printed`${where} is not a chat server`;
    default:
      return printed`Connection to ${where} lost: ${lossPhrase(end)}`;
  }
}

/** What happened to a connection that was lost. */
const LOSSES = {
  "hung-up": "the server hung up",
  "silent": "the server does not answer",
  "garbled": "what the server sends makes no sense any more",
  "pinging": "the server sends pings without end",
} as const;

/** Says in a few words how a connection was lost. */
function lossPhrase(
  end: Extract<ConnectionEnd, { type: keyof typeof LOSSES | "broken" }>,
): Printable {
  return end.type === "broken" ? printed`${end.message}` : printed`${LOSSES[end.type]}`;
}

/** Says in a few words why a try to connect failed, for a line that is drawn in place. */
export function tryPhrase(end: ConnectionEnd): Printable {
  switch (end.type) {
    case "unreachable":
      return FEW_WORDS[end.failure.type];
    case "closing":
    case "refused":
      return printed`${end.error.message}`;
    case "no-answer":
      return printed`no answer`;
    case "unproven":
    case "foreign":
    case "misnamed":
      return printed`not the server it should be`;
    default:
      return lossPhrase(end);
  }
}

const FEW_WORDS: Readonly<Record<DialFailure["type"], Printable>> = {
  "timed-out": printed`no answer`,
  "connection-refused": printed`connection refused`,
  "unknown-host": printed`unknown host`,
  "other-key": printed`another key`,
  "not-encrypted": printed`not encrypted`,
  "no-authority": printed`the certificate cannot be checked`,
  "system": printed`no way to the server`,
};

/**
 * Says when the next try comes, for a line that is drawn in place.
 *
 * @param end Why the last one failed.
 * @param ms How long it is until then.
 */
export function retryStatus(end: ConnectionEnd, ms: number): Printable {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return printed`offline (${tryPhrase(end)}): next try in ${seconds} s, Enter tries at once`;
}

function unreachable(failure: DialFailure, target: Target): Printable {
  if (isUntrusted(failure)) return trustSentence(failure, target);
  return printed`Cannot connect to ${formatTarget(target)}: ${dialPhrase(failure, target)}`;
}

function dialPhrase(failure: Exclude<DialFailure, UntrustedFailure>, { port }: Target): Printable {
  switch (failure.type) {
    case "timed-out":
      return printed`no answer within ${
        failure.ms / 1000
      } s. Is it switched on, and no firewall in between?`;
    case "connection-refused":
      return printed`connection refused. Is the server running? Start one with: chat serve --port ${port}`;
    case "unknown-host":
      return printed`unknown host. Is it spelled right?`;
    case "system":
      return printed`${failure.message}`;
  }
}
