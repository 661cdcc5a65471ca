/**
 * The steps that make up the messenger's commands.
 *
 * @module
 */
import { format } from "@std/fmt/bytes";
import {
  byteCount,
  isSameName,
  MAX_NAME_UNITS,
  printable,
  printed,
  type Result,
  type SharedFile,
} from "../../../protocol/mod.ts";
import { type Line, out, problem } from "../../session/line.ts";
import { question, show, type Steps } from "../../session/step.ts";
import { suggest } from "../../session/suggest.ts";

/** Shows a sentence. Inserted values are made printable. */
export function tellUser(...sentence: Parameters<typeof printed>): Steps {
  return show(out(printed(...sentence)));
}

/** Shows an error. Inserted values are made printable. */
export function fail(...sentence: Parameters<typeof printed>): Steps {
  return show(problem(printed(...sentence)));
}

/** Shows who is online. */
export function who(): Steps {
  return question(
    { type: "who" },
    ({ names }) =>
      names.length > 0 ? tellUser`Online: ${names.join(", ")}` : tellUser`Nobody is online`,
  );
}

/**
 * Continues only if somebody with this name is online.
 *
 * @param then Makes the steps to go on with, given the name in its normal form.
 */
export function ifHere(name: string, then: (name: string) => Steps): Steps {
  return question(
    { type: "who" },
    ({ names }) => {
      const found = names.find((each) => isSameName(each, name));
      return found === undefined ? nobody(name, names) : then(found);
    },
    { wait: true },
  );
}

function nobody(name: string, names: readonly string[]): Steps {
  const meant = name.length > MAX_NAME_UNITS ? undefined : suggest(name, names);
  return meant === undefined
    ? fail`Nobody here is called ${name}`
    : fail`Nobody here is called ${name}. Did you mean ${meant}?`;
}

/**
 * Shows the list of shared files, page by page.
 *
 * @param form For people, in columns, the sizes in kB and MB; or plain, the sizes in bytes.
 */
export function files(form: "aligned" | "plain"): Steps {
  return eachPage((page, { from, message }) => {
    const head: Line[] = from === 0 ? [out(printed`${message}`)] : [];
    return show(...head, ...(form === "plain" ? page.map(plainRow) : alignedRows(page)));
  });
}

function plainRow({ name, size }: SharedFile): Line {
  return out(printed`  ${name}  ${byteCount(size)}`);
}

/** Most characters of a name that the column of sizes moves right for. */
const MAX_NAME_COLUMN = 50;

function alignedRows(files: readonly SharedFile[]): Line[] {
  const rows = files.map(({ name, size }) => [printable(name), format(size)] as const);
  const longest = Math.max(0, ...rows.map(([name]) => Math.min(name.length, MAX_NAME_COLUMN)));
  const widest = Math.max(0, ...rows.map(([, size]) => size.length));
  return rows.map(([name, size]) =>
    out(printed`  ${name.padEnd(longest)}  ${size.padStart(widest)}`)
  );
}

/**
 * Asks for the whole list of shared files.
 *
 * @param then Takes the complete list.
 */
export function allFiles(then: (files: readonly SharedFile[]) => Steps): Steps {
  const files: SharedFile[] = [];
  return eachPage((page, { last }) => {
    files.push(...page);
    return last ? then(files) : [];
  });
}

/** The size of the whole list, and the server's sentence. */
interface Page {
  readonly from: number;
  readonly last: boolean;
  readonly message: string;
}

/** Most files that a client takes from a server's list. */
const MAX_FILES = 100_000;

/** Most UTF-16 units that all their names may have together. */
const MAX_LIST_UNITS = 16_000_000;

function eachPage(
  take: (files: readonly SharedFile[], page: Page) => Steps,
  from = 0,
  units = 0,
): Steps {
  return question({ type: "files", from }, ({ message, count, files }: Result<"files">) => {
    const next = from + files.length;
    const size = files.reduce((sum, { name }) => sum + name.length, units);
    const isTooLong = next < count && (next >= MAX_FILES || size >= MAX_LIST_UNITS);
    const last = files.length === 0 || next >= count || isTooLong;
    const steps = take(files, { from, last, message });
    if (isTooLong) return [...steps, ...fail`The list is too long: only ${next} files are shown`];
    return last ? steps : [...steps, ...eachPage(take, next, size)];
  });
}
