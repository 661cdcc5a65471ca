import { MAX_MISSED_MESSAGES } from "../../protocol/mod.ts";
import type { RoomEventOf } from "../room/events.ts";
import type { ClusterLink } from "./cluster_link.ts";
import { type ClusterRecord, decodeRecord } from "./cluster_record.ts";

/** How many entries are read at a time. */
const AT_ONCE = 256;

/** Most entries that are looked at. */
const MAX_ENTRIES = 20_000;

/** How much text is read beyond the last 200 messages, in UTF-16 units. */
const ENOUGH_UNITS = 1_048_576;

/** A message of the log, with its number. */
export interface PastMessage {
  /** Its place in the log. */
  readonly seq: number;
  /** What was said. */
  readonly event: RoomEventOf<"said">;
}

/**
 * Reads the last messages to everyone from the log, for a server that begins the room anew.
 *
 * @param last Where the log ends.
 * @returns The messages, oldest first.
 */
export async function readPast(link: ClusterLink, last: number): Promise<PastMessage[]> {
  const { first } = await link.ends();
  const records: [number, ClusterRecord][] = [];
  const goal = { messages: MAX_MISSED_MESSAGES, units: ENOUGH_UNITS };
  for (let end = last; end >= first && last - end < MAX_ENTRIES; end -= AT_ONCE) {
    const begin = Math.max(first, end - AT_ONCE + 1);
    const read = await readSome(link, begin, end);
    records.unshift(...read);
    for (const [, record] of read) count(record, goal);
    if (goal.messages <= 0 && goal.units <= 0) break;
  }
  return withoutStrangers(records);
}

async function readSome(
  link: ClusterLink,
  begin: number,
  end: number,
): Promise<[number, ClusterRecord][]> {
  const seqs = Array.from({ length: end - begin + 1 }, (_, i) => begin + i);
  const all = await Promise.all(seqs.map((seq) => link.read(seq)));
  return seqs.flatMap((seq, i) => {
    const record = all[i] && decodeRecord(all[i]);
    return record ? [[seq, record]] : [];
  });
}

function count(record: ClusterRecord, goal: { messages: number; units: number }): void {
  if (record.type !== "event" || record.event.type !== "said") return;
  goal.messages--;
  goal.units -= record.event.text.length;
}

/** The messages without those of servers that did not take part any more when they were written. */
function withoutStrangers(records: readonly [number, ClusterRecord][]): PastMessage[] {
  const gone = new Set<number>();
  let founded = 0;
  const messages: PastMessage[] = [];
  const counts = (server: number) => server >= founded && !gone.has(server);
  for (const [seq, record] of records) {
    if (record.type === "founded") founded = seq;
    if (record.type === "gone" && counts(record.by)) gone.add(record.server);
    if (record.type !== "event" || record.event.type !== "said") continue;
    if (!counts(record.server)) continue;
    messages.push({ seq, event: record.event });
  }
  return messages;
}
