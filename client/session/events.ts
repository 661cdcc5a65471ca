import type { Ask, ErrorBody } from "../../protocol/mod.ts";
import type { ConnectionEnd } from "../conversation/connection_end.ts";
import type { ConversationEvent } from "../conversation/events.ts";
import type { DownloadEvent } from "../downloads/events.ts";
import type { Target } from "../net/target.ts";

/** The events of a session, as plain data. A dialect renders them. */
export type ClientEvent =
  | Exclude<ConversationEvent, { type: "back" | "lost" }>
  | DownloadEvent
  /** The connection is lost. The client reconnects, immediately if the user presses Enter. */
  | Extract<ConversationEvent, { type: "lost" }> & { readonly interactive: boolean }
  /** The conversation continues. `lostName` is the name that somebody else has taken. */
  | Extract<ConversationEvent, { type: "back" }> & { readonly lostName?: string }
  /** The conversation ended, or could not begin. */
  | { readonly type: "over"; readonly end: ConnectionEnd; readonly target: Target }
  /** A request was refused. */
  | { readonly type: "refused"; readonly error: ErrorBody }
  /** A message was not delivered. */
  | { readonly type: "undelivered"; readonly ask: Ask; readonly error: ErrorBody }
  /** A command needs a connection, and there is none. */
  | { readonly type: "offline" }
  /** The program failed. */
  | { readonly type: "fault"; readonly message: string };
