/**
 * Sentences about downloads.
 *
 * @module
 */
import { byteCount, clip, type Printable, printed } from "../../../protocol/mod.ts";
import type { ConnectionEnd } from "../../conversation/connection_end.ts";
import type { DownloadEvent } from "../../downloads/events.ts";
import type { Failure, NameFault } from "../../downloads/failure.ts";
import type { NearMiss } from "../../downloads/near_miss.ts";
import { type Line, out, problem } from "../../session/line.ts";
import { endSentence, tryPhrase } from "./connection_words.ts";

/** Says how to continue an unfinished download. */
export type GoOn = (name: string) => string;

type EventOf<T extends DownloadEvent["type"]> = Extract<DownloadEvent, { type: T }>;

/** Describes an event of a download. */
export function downloadLine(event: DownloadEvent, goOn: GoOn): Line {
  switch (event.type) {
    case "failed":
      return problem(failureSentence(event, goOn));
    case "not-running":
      return problem(printed`Nothing called ${event.wanted} is being downloaded`);
    case "downloaded":
      return out(savedSentence(event));
    default:
      return out(remark(event));
  }
}

function savedSentence({ name, size, path, already }: EventOf<"downloaded">): Printable {
  return already
    ? printed`Already there: ${path} has the same ${byteCount(size)} as ${name}`
    : printed`Downloaded ${name}: ${byteCount(size)} to ${path}`;
}

function remark(
  event: EventOf<"resumed" | "restarted" | "part-wrong" | "part-foreign" | "busy" | "running">,
): Printable {
  const { name } = event;
  switch (event.type) {
    case "resumed":
      return printed`${name}: going on with ${event.path}, which has ${event.bytes} of ${
        byteCount(event.size)
      }`;
    case "busy":
      return printed`${name}: the server is busy: waiting to try again`;
    case "running":
      return printed`${name} is being downloaded already`;
    case "restarted":
      return printed`${name}: changed on the server: starting over`;
    case "part-wrong":
      return printed`${name}: the part does not match and was renamed to ${event.setAside}: starting over`;
    case "part-foreign":
      return printed`${name}: ${event.path} was not a part of ours, and is now another name`;
  }
}

function failureSentence({ name, failure, kept }: EventOf<"failed">, goOn: GoOn): Printable {
  const isEnded = failure.type === "cancelled" || failure.type === "interrupted";
  const why = isEnded ? printed`${failure.type}` : printed`failed: ${failurePhrase(failure)}`;
  const hint = kept
    ? printed`; ${kept.bytes} of ${byteCount(kept.size)} are kept, ${goOn(name)} goes on`
    : "";
  return printed`Download of ${name} ${why}${hint}`;
}

/** The sentence for each failure without details. */
const PHRASES = {
  "bad-bytes": "the server sent other bytes than it announced",
  "no-digest": "the server sent no digest",
  "pinging": "the server sends pings without end",
  "changed": "it changed on the server meanwhile",
  "changed-just-now": "it changed on the server just now",
  "disk-full": "the disk is full",
  "unread": "nobody reads the output",
  "cancelled": "cancelled",
  "interrupted": "interrupted",
} as const satisfies Partial<Record<Failure["type"], string>>;

function failurePhrase(failure: Failure): Printable {
  switch (failure.type) {
    case "refused":
      return printed`${failure.error.message}${meantPhrase(failure.meant)}`;
    case "connection":
      return connectionPhrase(failure.end);
    case "silent":
      return printed`the server sent nothing for ${failure.ms / 1000} s`;
    case "unwritable":
      return failure.path === undefined
        ? printed`it cannot be written: ${failure.message}`
        : printed`${failure.path} cannot be written: ${failure.message}`;
    case "bad-answer":
      return printed`${failure.message}`;
    case "no-match":
      return printed`nothing matches ${clip(failure.pattern, 100)}`;
    case "wide-pattern":
      return printed`the pattern stands for more than ${failure.most} others`;
    case "long-list":
      return failure.most === undefined
        ? printed`the server's list of files is too long`
        : printed`the server lists over ${failure.most} files`;
    case "bad-name":
      return printed`Cannot save under this name: it ${FAULTS[failure.fault]}`;
    case "bad-folder":
      return printed`a folder for downloads must not begin with a dot, as your name ${failure.user} does`;
    case "no-free-name":
      return printed`there are ${failure.most} files called ${failure.path} already`;
    case "mismatch":
      return mismatchPhrase(failure.setAside);
    case "shorter":
      return printed`it became shorter on the server while it was sent, from ${failure.before} to ${
        byteCount(failure.now)
      }`;
    case "part-shorter":
      return printed`the file became ${byteCount(failure.bytes)} shorter`;
    default:
      return printed`${PHRASES[failure.type]}`;
  }
}

/** Says what may have been meant by the name of a file that is not there. */
function meantPhrase(meant: NearMiss | undefined): string {
  if (!meant) return "";
  return meant.type === "folder"
    ? `. It is a folder, with ${meant.files} of the shared files: ask for ${meant.pattern}`
    : `. Did you mean ${meant.name}?`;
}

function connectionPhrase(end: ConnectionEnd): Printable {
  return end.type === "unreachable" ? endSentence(end, end.target) : tryPhrase(end);
}

function mismatchPhrase(setAside: string | undefined): Printable {
  const what = printed`the SHA-256 of what arrived is not that of the server`;
  return setAside === undefined ? what : printed`${what}; it is now ${setAside}`;
}

/** What is wrong with a file's name. */
const FAULTS: Readonly<Record<NameFault, string>> = {
  "empty-part": "has an empty part",
  "leads-out": "leads out of the folder",
  "control-characters": "has control characters",
  "backslash": "has a backslash",
  "drive-letter": "begins with a drive letter",
  "trailing-dot": "ends with a dot or a space",
  "device": "is a Windows device",
  "invisible-characters": "has invisible characters, or blanks other than the space",
  "windows-characters": 'has one of < > : " | ? *',
};
