import type { Notice, Reply } from "../../protocol/mod.ts";
import type { Visit } from "./visit.ts";

/** One chat connection, as the core knows it. */
export interface Session {
  /** Number of the connection, for the log. */
  readonly id: number;
  /** Whether it said `hello`. */
  greeted: boolean;
  /** Its name, while it has one. */
  name?: string;
  /** Its place in the order of arrival, while it has a name. */
  place?: number;
  /** The client behind it, once it is greeted. */
  visit?: Visit;
  /** Whether the client has come back on another connection, and this one is not listened to. */
  replaced?: boolean;
}

/** What can happen to a client's name. */
export type NameEvent =
  | { readonly type: "named"; readonly name: string }
  | { readonly type: "resumed"; readonly name: string }
  | { readonly type: "renamed"; readonly name: string; readonly from: string }
  | { readonly type: "unnamed"; readonly from: string };

/**
 * What the core wants done: the shell does it, in order. The core itself touches nothing outside
 * the room, so that it can be run against any transport, or none.
 */
export type Effect =
  /** Answer one client. */
  | { readonly type: "reply"; readonly to: Session; readonly reply: Reply }
  /** Tell several; to be encoded once. If it is what `by` says to all others, `to` is just them. */
  | {
    readonly type: "notice";
    readonly to: Iterable<Session>;
    readonly notice: Notice;
    readonly by?: Session;
  }
  /** Send what is queued, then close. */
  | { readonly type: "close"; readonly session: Session; readonly reason: string }
  /** Close without a word: the client is on another connection. */
  | { readonly type: "replace"; readonly session: Session }
  /** Answer with a page of the shared folder. */
  | {
    readonly type: "list-files";
    readonly to: Session;
    readonly id: number;
    readonly from: number;
  }
  /** Answer with a ticket for a shared file. */
  | { readonly type: "grant"; readonly to: Session; readonly id: number; readonly name: string }
  /** Log what became of this client's name. */
  | { readonly type: "log"; readonly session: Session; readonly event: NameEvent };
