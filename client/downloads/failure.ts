import { type ErrorBody, whyUnreadable } from "../../protocol/mod.ts";
import type { ConnectionEnd } from "../conversation/connection_end.ts";
import type { NearMiss } from "./near_miss.ts";

/** Why a name from a server cannot be a file name here. */
export type NameFault =
  | "empty-part"
  | "leads-out"
  | "control-characters"
  | "backslash"
  | "drive-letter"
  | "trailing-dot"
  | "device"
  | "invisible-characters"
  | "windows-characters";

/** Why a download failed. */
export type Failure =
  /** The user ended it, or the program is ending. */
  | { readonly type: "cancelled" | "interrupted" }
  /** The server refused a request, or closed the connection, with this sentence. */
  | {
    readonly type: "refused";
    readonly error: ErrorBody;
    /** What may have been meant, if there is no such file. */
    readonly meant?: NearMiss;
  }
  /** The connection could not be established, or broke. */
  | { readonly type: "connection"; readonly end: ConnectionEnd }
  /** The server sent nothing for this long. */
  | { readonly type: "silent"; readonly ms: number }
  /** The server sent what no download has at that place; or no digest at the end; or pings without end. */
  | { readonly type: "bad-bytes" | "no-digest" | "pinging" }
  /** The server's answer lacks something, as the protocol's error says. */
  | { readonly type: "bad-answer"; readonly message: string }
  /** No shared file matches the pattern. */
  | { readonly type: "no-match"; readonly pattern: string }
  /** The pattern has too many alternatives. */
  | { readonly type: "wide-pattern"; readonly most: number }
  /** The server lists more files than a client takes, or names that are too long together. */
  | { readonly type: "long-list"; readonly most?: number }
  /** The name of the shared file cannot be a file name here. */
  | { readonly type: "bad-name"; readonly fault: NameFault }
  /** The user's name cannot be the name of a folder. */
  | { readonly type: "bad-folder"; readonly user: string }
  /** There are too many files with this name already. */
  | { readonly type: "no-free-name"; readonly path: string; readonly most: number }
  /** The digest does not match. The file was set aside, if possible. */
  | { readonly type: "mismatch"; readonly setAside?: string }
  /**
   * The file changed on the server: after some of it was written to a stream, just now, or it
   * became shorter.
   */
  | { readonly type: "changed" | "changed-just-now" }
  | { readonly type: "shorter"; readonly before: number; readonly now: number }
  /** The part on the disk became shorter. */
  | { readonly type: "part-shorter"; readonly bytes: number }
  | { readonly type: "disk-full" }
  /** Nobody reads the output that a file is written to. */
  | { readonly type: "unread" }
  /** The system does not let it be written, under this path if it is to be a file. */
  | { readonly type: "unwritable"; readonly path?: string; readonly message: string };

/** A download failed. */
export class DownloadError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "DownloadError";

  /**
   * Makes an error.
   *
   * @param failure Why.
   */
  constructor(readonly failure: Failure, options?: ErrorOptions) {
    super(failure.type, options);
  }
}

/** The connection failed. The download may continue on another one. */
export class LostError extends DownloadError {
  /** The name of the class, shown in stack traces. */
  override name = "LostError";
}

/**
 * Converts an error to the reason why a download failed.
 *
 * @param path The path of the file, if it is to be one.
 */
export function failureOf(error: unknown, path?: string): Failure {
  if (error instanceof DownloadError) return error.failure;
  const { code } = error as { code?: string };
  if (code === "ENOSPC") return { type: "disk-full" };
  return { type: "unwritable", path, message: whyUnreadable(error) };
}
