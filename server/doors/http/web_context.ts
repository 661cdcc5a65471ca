import type { FileService } from "../../files/file_service.ts";
import type { WebSocketContext } from "./web_socket/web_socket_guest.ts";

/** What the HTTP door needs of its server. */
export interface WebContext extends WebSocketContext {
  /** The shared folder. */
  readonly files: FileService;
  /** Names that browsers may call this server by, beside those of a local network; in lower case. */
  readonly hosts: readonly string[];
  /** Whether clients have to know a password: then nobody else gets files. */
  readonly hasPassword?: boolean;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
}
