import type { FileService } from "../../files/file_service.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Log } from "../../observability/log.ts";
import type { Metrics } from "../../observability/metrics.ts";

/** What the native door gives its guests. */
export interface NativeContext {
  /** What chats talk to. */
  readonly hub: Hub;
  /** What downloads are served from. */
  readonly files: FileService;
  /** Takes faults. */
  readonly log: Log;
  /** Counts what happens. */
  readonly metrics: Metrics;
}
