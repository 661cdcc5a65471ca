import type { FileService } from "../../files/file_service.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Log } from "../../observability/log.ts";
import type { Metrics } from "../../observability/metrics.ts";

/** What the guests of the native door share. */
export interface NativeContext {
  /** The hub for chats. */
  readonly hub: Hub;
  /** The shared files for downloads. */
  readonly files: FileService;
  /** Takes faults for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
}
