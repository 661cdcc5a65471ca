import type { SharedFile } from "../../../protocol/mod.ts";
import type { OpenedFile } from "../../files/shared_folder.ts";
import type { WebSocketContext } from "./web_socket/web_socket_guest.ts";

/** What the HTTP door needs of the shared folder. */
export interface WebFiles {
  /** Every file that can be downloaded, sorted by name. */
  list(): Promise<readonly SharedFile[]>;
  /** Opens a file; throws a `ProtocolError` if there is none. */
  open(name: string): Promise<OpenedFile>;
  /** Waits until an address may download one more file. */
  takeTurn(key: string, request: { readonly taken: () => number }): Promise<Disposable>;
  /** The SHA-256 of an opened file in hexadecimal, if it is known already. */
  knownDigest(name: string, file: OpenedFile): string | undefined;
}

/** What the HTTP door needs of its server. */
export interface WebContext extends WebSocketContext {
  /** The shared folder. */
  readonly files: WebFiles;
  /** Names that browsers may call this server by, beside those of a local network; in lower case. */
  readonly hosts: readonly string[];
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
}
