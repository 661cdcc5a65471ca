import type { FileService } from "../../files/file_service.ts";
import type { GuestContext } from "../connection_guest.ts";

/** What the guests of the native door share. */
export interface NativeContext extends GuestContext {
  /** The shared files for downloads. */
  readonly files: FileService;
}
