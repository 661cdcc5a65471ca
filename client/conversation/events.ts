import type { Notice } from "../../protocol/mod.ts";
import type { Target } from "../net/target.ts";
import type { ConnectionEnd } from "./connection_end.ts";

/** What a conversation tells of, beside the answers to what was asked. */
export type ConversationEvent =
  | Notice
  /** The server has greeted the client, for the first time. */
  | { readonly type: "welcomed"; readonly text: string; readonly name?: string }
  /** The connection is lost, and will be tried again. */
  | { readonly type: "lost"; readonly end: ConnectionEnd; readonly target: Target }
  /** The conversation goes on, on another connection. */
  | {
    readonly type: "back";
    /** The name the client has now. */
    readonly name?: string;
    /** How many messages follow that it missed. */
    readonly missed: number;
    /** Whether it missed others before those, which are not kept. */
    readonly older: boolean;
  };
