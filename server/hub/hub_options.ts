import type { Bans } from "../admission/bans.ts";
import type { PasswordGate } from "../admission/password/password_gate.ts";
import type { Rates } from "../admission/rates.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { FileService } from "../files/file_service.ts";
import type { Journal } from "../journal/journal.ts";
import type { Log } from "../observability/log.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Room } from "../room/room.ts";
import type { LookAlikes } from "./look_alikes.ts";

/** The parts that a hub joins. */
export interface HubOptions {
  /** The rules. */
  readonly room: Room;
  /** Numbers and keeps the events. */
  readonly journal: Journal;
  /** Delivers notices and replies to the guests. */
  readonly delivery: Delivery;
  /** The shared folder. */
  readonly files: FileService;
  /** What clients may ask for. */
  readonly rates: Rates;
  /** What tells the room which names look the same; undefined if that takes no loading. */
  readonly lookAlikes?: LookAlikes;
  /** Who may not come in. */
  readonly bans?: Bans;
  /** The password that clients have to know; undefined if there is none. */
  readonly gate?: PasswordGate;
  /** Takes the events for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
}
