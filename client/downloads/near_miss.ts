import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** What somebody may have meant who asked for a file that is not there. */
export type NearMiss =
  /** It is a folder with so many files, which a pattern stands for. */
  | { readonly type: "folder"; readonly files: number; readonly pattern: string }
  /** A file is called nearly so. */
  | { readonly type: "file"; readonly name: string };

/** Most UTF-16 units of a name that is compared letter by letter. */
const MAX_COMPARED_UNITS = 100;

/** Most slips between what was asked for and what was meant. */
const MAX_SLIPS = 2;

/**
 * Finds what may have been meant by the name of a shared file that is not there.
 *
 * @param wanted The name.
 * @param names Those that are there.
 */
export function nearMiss(wanted: string, names: readonly string[]): NearMiss | undefined {
  const folder = `${wanted.replace(/\/+$/, "")}/`;
  const files = names.filter((name) => name.startsWith(folder)).length;
  if (files > 0) return { type: "folder", files, pattern: `${folder}**` };
  const found = sameButForCase(wanted, names) ?? inAFolder(wanted, names) ?? nearest(wanted, names);
  return found === undefined ? undefined : { type: "file", name: found };
}

function sameButForCase(wanted: string, names: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase();
  return names.find((name) => name.length === wanted.length && name.toLowerCase() === lower);
}

function inAFolder(wanted: string, names: readonly string[]): string | undefined {
  return names.find((name) => name.endsWith(`/${wanted}`));
}

function nearest(wanted: string, names: readonly string[]): string | undefined {
  if (wanted.length > MAX_COMPARED_UNITS) return undefined;
  let best: string | undefined;
  // The extension says little: of a short name before it, everything else would be near.
  const stem = wanted.replace(/\.[^.]*$/, "");
  let fewest = Math.min(MAX_SLIPS, Math.floor(stem.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= fewest) continue;
    const slips = slipsBetween(wanted, name);
    if (slips >= fewest) continue;
    fewest = slips;
    best = name;
  }
  return best;
}

/** How many slips lie between two names; letters in the wrong order are one. */
function slipsBetween(one: string, other: string): number {
  const letters = (name: string) => [...name].sort().join("");
  const slips = levenshteinDistance(one, other);
  return slips === 2 && letters(one) === letters(other) ? 1 : slips;
}
