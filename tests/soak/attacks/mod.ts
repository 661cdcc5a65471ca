import { CLASS_ARRIVES, CONNECTION_FLOOD } from "./arrivals.ts";
import type { Attack } from "./attack.ts";
import { AWAY_REFUSALS } from "./away_refusals.ts";
import { BIG_TEXTS } from "./big_texts.ts";
import { COMBINING_MARKS } from "./combining_marks.ts";
import { AWAY_EVICTED, MAIL_EVICTED } from "./evictions.ts";
import { FULL_DISK } from "./full_disk.ts";
import { DESCRIPTORS_USED_UP, NAMED_CROWD, SILENT_CROWD } from "./full_house.ts";
import {
  CLIENT_FILE_PAGES,
  CLIENT_FOLDER,
  CLIENT_TEXTS,
  CLIENT_TEXTS_DRAWN,
} from "./hostile_server.ts";
import { HALF_FRAMES } from "./half_frames.ts";
import { HTTP_FLOOD } from "./http_flood.ts";
import { LONG_WHO } from "./long_who.ts";
import {
  PONGS_THEN_FIN,
  PONGS_THEN_RST,
  REQUESTS_THEN_FIN,
  REQUESTS_THEN_RST,
  UNREAD_INPUT,
} from "./names_kept.ts";
import { CLIENT_PART_LINKS } from "./planted_parts.ts";
import { PONG_FLOOD } from "./pong_flood.ts";
import { RECONNECTING } from "./reconnecting.ts";
import { STALLED_TLS } from "./stalled_tls.ts";

/** Every attack there is. */
export const ATTACKS: readonly Attack[] = [
  COMBINING_MARKS,
  PONG_FLOOD,
  AWAY_REFUSALS,
  RECONNECTING,
  BIG_TEXTS,
  CLASS_ARRIVES,
  CONNECTION_FLOOD,
  AWAY_EVICTED,
  MAIL_EVICTED,
  PONGS_THEN_FIN,
  PONGS_THEN_RST,
  REQUESTS_THEN_FIN,
  REQUESTS_THEN_RST,
  UNREAD_INPUT,
  DESCRIPTORS_USED_UP,
  SILENT_CROWD,
  NAMED_CROWD,
  LONG_WHO,
  HALF_FRAMES,
  HTTP_FLOOD,
  FULL_DISK,
  STALLED_TLS,
  CLIENT_TEXTS,
  CLIENT_TEXTS_DRAWN,
  CLIENT_FILE_PAGES,
  CLIENT_FOLDER,
  CLIENT_PART_LINKS,
];
