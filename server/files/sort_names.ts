import { pause } from "./pause.ts";

/** How many names are sorted or merged between two pauses: about 3 ms of work. */
const NAMES_PER_TURN = 8_192;

/**
 * Sorts names by UTF-16 code units, with pauses for others.
 *
 * @returns The same names, in order, in another array if there are many.
 */
export async function sortNames(names: readonly string[]): Promise<string[]> {
  let runs: string[][] = [];
  for (let at = 0; at < names.length; at += NAMES_PER_TURN) {
    if (at > 0) await pause();
    runs.push(names.slice(at, at + NAMES_PER_TURN).sort());
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(await merge(runs[i]!, runs[i + 1] ?? []));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(one: readonly string[], other: readonly string[]): Promise<string[]> {
  const merged: string[] = [];
  for (let i = 0, j = 0; i < one.length || j < other.length;) {
    const takesOne = j >= other.length || (i < one.length && one[i]! <= other[j]!);
    merged.push(takesOne ? one[i++]! : other[j++]!);
    if (merged.length % NAMES_PER_TURN === 0) await pause();
  }
  return merged;
}
