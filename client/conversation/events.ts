import type { Notice } from "../../protocol/mod.ts";
import type { Target } from "../net/target.ts";
import type { ConnectionEnd } from "./connection_end.ts";

/** The events of a conversation, beside the answers to requests. */
export type ConversationEvent =
  | Notice
  /** The server has greeted the client, for the first time. */
  | {
    readonly type: "welcomed";
    readonly text: string;
    readonly name?: string;
    /** How many earlier messages follow that were asked for. */
    readonly earlier?: number;
  }
  /** The connection is lost. The client will reconnect. */
  | { readonly type: "lost"; readonly end: ConnectionEnd; readonly target: Target }
  /** It will be tried again in so many ms; `end` is why the last try failed. */
  | {
    readonly type: "waiting";
    readonly ms: number;
    readonly end: ConnectionEnd;
    readonly target: Target;
  }
  /** The conversation goes on, on another connection. */
  | {
    readonly type: "back";
    /** The client's current name. */
    readonly name?: string;
    /** Whether the server still knows the client, and what it has missed. */
    readonly resumed: boolean;
    /** Whether the client's visit is a new one: then the ids of others' may be new, too. */
    readonly isNewVisit?: boolean;
    /** How many earlier messages follow, if the server does not know what the client missed. */
    readonly earlier?: number;
    /** Number of missed messages that follow. */
    readonly missed: number;
    /** Whether it missed others before them that are no longer kept. */
    readonly older: boolean;
  };
