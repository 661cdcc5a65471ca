import { KeptPast, type KeptPastOptions } from "../../server/journal/sqlite/kept_past.ts";
import type { PastPage } from "../../server/room/past.ts";

/** A time for messages. */
export const NOON: number = Date.UTC(2026, 10, 21, 12);

/** Opens a past that is closed at the end of the test. */
export async function openPast(
  path: string,
  options: Partial<KeptPastOptions> = {},
): Promise<KeptPast & AsyncDisposable> {
  let ticks = 0;
  const past = await KeptPast.open({
    path,
    days: 0,
    maxBytes: 1_000_000_000,
    random: () => crypto.randomUUID(),
    onChange: () => {},
    after: () => () => {},
    clock: () => ticks += 100,
    ...options,
  });
  let closing: Promise<void> | undefined;
  const close = past.close.bind(past);
  past.close = () => closing ??= close();
  return Object.assign(past, { [Symbol.asyncDispose]: () => past.close() });
}

/** Who says something, and when. */
interface Circumstances {
  readonly time?: number;
  readonly author?: number;
}

/** Says something in a room, and has it kept. */
export function say(past: KeptPast, text: string, how?: Circumstances): number {
  const seq = add(past, text, how);
  past.commit();
  return seq;
}

/** Says something in a room, to be kept with what comes next. */
export function add(
  past: KeptPast,
  text: string,
  { time = NOON, author = 1 }: Circumstances = {},
): number {
  const seq = past.number();
  past.add({ seq, from: "alice", text, time, author });
  return seq;
}

/** The numbers on a page. */
export function seqsOf({ messages }: PastPage): number[] {
  return messages.map(({ seq }) => seq);
}
