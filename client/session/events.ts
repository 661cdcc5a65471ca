import type { Ask, ErrorBody } from "../../protocol/mod.ts";
import type { ConnectionEnd } from "../conversation/connection_end.ts";
import type { ConversationEvent } from "../conversation/events.ts";
import type { DownloadEvent } from "../downloads/events.ts";
import type { Target } from "../net/target.ts";

/** What happens to a session, as plain data: a dialect puts it into words. */
export type ClientEvent =
  | Exclude<ConversationEvent, { type: "back" | "lost" }>
  | DownloadEvent
  /** The connection is lost; it will be tried again, at once if a user presses Enter. */
  | Extract<ConversationEvent, { type: "lost" }> & { readonly interactive: boolean }
  /** The conversation goes on; `lostName` is what somebody else is called now. */
  | Extract<ConversationEvent, { type: "back" }> & { readonly lostName?: string }
  /** The conversation is over, or could not begin. */
  | { readonly type: "over"; readonly end: ConnectionEnd; readonly target: Target }
  /** What was asked was refused. */
  | { readonly type: "refused"; readonly error: ErrorBody }
  /** A message did not reach anybody. */
  | { readonly type: "undelivered"; readonly ask: Ask; readonly error: ErrorBody }
  /** What was typed needs a connection, and there is none. */
  | { readonly type: "offline" }
  /** The program failed. */
  | { readonly type: "fault"; readonly message: string };
