import type { FileService } from "../../files/file_service.ts";
import type { GuestContext } from "../connection_guest.ts";

/** What the HTTP door needs of its server. */
export interface WebContext extends GuestContext {
  /** The shared folder. */
  readonly files: FileService;
  /** Names that browsers may call this server by, beside those of a local network; in lower case. */
  readonly hosts: readonly string[];
  /** Whether clients have to know a password: then nobody else gets files. */
  readonly hasPassword?: boolean;
  /** How long a connection is kept for another request, in ms. */
  readonly keepAliveMs: number;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
}
