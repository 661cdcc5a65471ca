import type { MakePlainSession } from "../../../types/plain_session.d.ts";
import type { GuestContext } from "../connection_guest.ts";

/** What all conversations of the text door share. */
export interface TextContext extends GuestContext {
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
  /** Makes the session that reads what a person types and writes what a person sees. */
  readonly makeSession: MakePlainSession;
  /** Makes a link to a shared file; nothing if files are not served to browsers. */
  readonly fileLink?: (name: string, ticket?: string) => string;
}
