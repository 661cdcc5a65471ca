import { format } from "@std/fmt/bytes";
import type { TransferProgress } from "../downloads/transfer_progress.ts";
import { printable } from "../../protocol/mod.ts";
import { cellsOf, clipCells } from "./terminal/glyphs.ts";

/** Maximum width of a bar, in columns. */
const MAX_BAR = 24;

/** Minimum width of a bar, in columns. */
const MIN_BAR = 6;

/** Maximum width of a name, in columns. */
const MAX_NAME = 30;

/**
 * Formats one line for one download: name, bar, percentage, bytes, rate and time left, as far as
 * they fit. Name and percentage have priority.
 *
 * @param name The file, as the server lists it.
 * @param progress Its progress.
 * @param rate Bytes a second; 0 if unknown.
 * @param width Columns of the terminal.
 *
 * @example
 * ```ts
 * import { progressLine } from "./progress.ts";
 *
 * progressLine("a.mp4", { phase: "receiving", done: 45, total: 90 }, 15, 80);
 * // "a.mp4  ████████████░░░░░░░░░░░░   50%  45 B of 90 B  15 B/s  0:03 left"
 * ```
 */
export function progressLine(
  name: string,
  progress: TransferProgress,
  rate: number,
  width: number,
): string {
  const { phase, done, total } = progress;
  const room = width - 1; // Some terminals wrap when the last column is written.
  const label = clipCells(printable(name), Math.min(MAX_NAME, room));
  if (phase === "waiting") return join([label, "waiting for the server"], room);
  const share = total === 0 ? 1 : done / total;
  const facts = [
    `${Math.floor(share * 100)}%`.padStart(4),
    phase === "verifying" ? "verified" : undefined,
    `${format(done)} of ${format(total)}`,
    rate > 0 ? `${format(Math.round(rate))}/s` : undefined,
    rate > 0 ? `${clock((total - done) / rate)} left` : undefined,
  ].filter((fact) => fact !== undefined);
  const left = room - cellsOf(join([label, "", ...facts], Infinity));
  return join(left < MIN_BAR ? [label, ...facts] : [label, bar(share, left), ...facts], room);
}

/** Joins what fits. */
function join(parts: readonly string[], room: number): string {
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (cellsOf(longer) > room) break;
    line = longer;
  }
  return line;
}

function bar(share: number, room: number): string {
  const columns = Math.min(MAX_BAR, room);
  const full = Math.min(columns, Math.floor(share * columns));
  return "█".repeat(full) + "░".repeat(columns - full);
}

/** Formats seconds as `0:03`, `12:34` or `1:02:03`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (part: number) => `${part % 60}`.padStart(2, "0");
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3_600)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole)}` : `${minutes}:${two(whole)}`;
}
