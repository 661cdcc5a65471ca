import type { GuestContext } from "../connection_guest.ts";
import type { Capability } from "./capabilities.ts";
import type { IrcClients } from "./irc_clients.ts";
import type { IrcEncodingContext, IrcEncodings } from "./irc_encoding.ts";

/** What all conversations of the IRC door share. */
export interface IrcContext extends GuestContext, IrcEncodingContext {
  /** The clients. */
  readonly clients: IrcClients;
  /** The encodings in use. */
  readonly encodings: IrcEncodings;
  /** Capabilities that this server does not offer. */
  readonly unoffered: ReadonlySet<Capability>;
  /** Name of the network. */
  readonly network: string;
  /** Version of the server. */
  readonly version: string;
  /** When the server began, in ms since 1970 UTC. */
  readonly startedAt: number;
  /** Name and password of whoever may become operator; nobody may if it is not given. */
  readonly operator?: { readonly name: string; readonly password: string };
  /** Makes a link to a shared file; nothing if files are not served to browsers. */
  readonly fileLink?: (name: string, ticket?: string) => string;
}
