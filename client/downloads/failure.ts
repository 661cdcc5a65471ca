import type { ErrorBody } from "../../protocol/mod.ts";
import type { ConnectionEnd } from "../conversation/connection_end.ts";

/** Why a name from a server cannot be a file's here. */
export type NameFault =
  | "empty-part"
  | "leads-out"
  | "control-characters"
  | "backslash"
  | "drive-letter"
  | "trailing-dot"
  | "device"
  | "windows-characters";

/** Why a download came to nothing. */
export type Failure =
  /** The user ended it, or the program is ending. */
  | { readonly type: "cancelled" | "interrupted" }
  /** It is running already. */
  | { readonly type: "running" }
  /** The server refused a request, or closed the connection with these words. */
  | { readonly type: "refused"; readonly error: ErrorBody }
  /** The connection could not be had, or broke. */
  | { readonly type: "connection"; readonly end: ConnectionEnd }
  /** The server sent nothing for so long. */
  | { readonly type: "silent"; readonly ms: number }
  /** The server sent what no download has at that place; or no digest at the end. */
  | { readonly type: "bad-bytes" | "no-digest" }
  /** The server's answer lacks something, as the protocol's error says. */
  | { readonly type: "bad-answer"; readonly message: string }
  /** No shared file matches the pattern. */
  | { readonly type: "no-match"; readonly pattern: string }
  /** The pattern stands for too many others. */
  | { readonly type: "wide-pattern"; readonly most: number }
  /** The server lists more files than a client takes, or names that are too long together. */
  | { readonly type: "long-list"; readonly most?: number }
  /** The name of the shared file cannot be a file's here. */
  | { readonly type: "bad-name"; readonly fault: NameFault }
  /** No folder may be named after the user. */
  | { readonly type: "bad-folder"; readonly user: string }
  /** So many files of this name are there already. */
  | { readonly type: "no-free-name"; readonly path: string; readonly most: number }
  /** What arrived does not have the server's digest; it has been set aside, if that was possible. */
  | { readonly type: "mismatch"; readonly setAside?: string }
  /** The file changed on the server: after some of it was poured out; just now; it became shorter. */
  | { readonly type: "changed" | "changed-just-now" }
  | { readonly type: "shorter"; readonly before: number; readonly now: number }
  /** The part on the disk became shorter meanwhile. */
  | { readonly type: "part-shorter"; readonly bytes: number }
  | { readonly type: "disk-full" }
  /** Whatever else the system says, in its words. */
  | { readonly type: "system"; readonly message: string };

/** A download failed. */
export class DownloadError extends Error {
  /** The class, for those who read the error. */
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

/** A connection failed, not what it was for: on another one, it may go on. */
export class LostError extends DownloadError {
  /** The class, for those who read the error. */
  override name = "LostError";
}

/** Says why a download failed, by what was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DownloadError) return error.failure;
  const { message, code } = error as Error & { code?: string };
  return code === "ENOSPC" ? { type: "disk-full" } : { type: "system", message };
}
