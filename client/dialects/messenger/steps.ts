/**
 * The steps that the messenger's commands are made of.
 *
 * @module
 */
import { printable, type Result, type SharedFile } from "../../../protocol/mod.ts";
import { out, problem, question, type Step } from "../../session/dialect.ts";

/** Shows a line. */
export function show(text: string): Step {
  return { show: [out(printable(text))] };
}

/** Shows what went wrong. */
export function fail(text: string): Step {
  return { show: [problem(printable(text))] };
}

/** Says something to everyone. */
export function say(text: string): Step {
  return question({ type: "say", text });
}

/** Says something to one. */
export function tell(to: string, text: string): Step {
  return question({ type: "tell", to, text });
}

/** Shows who is online. */
export function who(): Step {
  return question(
    { type: "who" },
    ({ names }) => show(names.length > 0 ? `Online: ${names.join(", ")}` : "Nobody is online"),
  );
}

/**
 * Goes on only if somebody of this name is online.
 *
 * @param then Makes the step to go on with.
 */
export function ifHere(name: string, then: () => Step): Step {
  const isHere = (names: readonly string[]) => names.includes(name.normalize("NFC"));
  return question(
    { type: "who" },
    ({ names }) => isHere(names) ? then() : fail(`Nobody here is called ${name}`),
    { wait: true },
  );
}

/** Shows the list of shared files, page by page. */
export function files(): Step {
  return eachPage((page, { from, message }) => ({
    show: [
      ...(from === 0 ? [out(printable(message))] : []),
      ...page.map(({ name, size }) => out(`  ${printable(name)}  ${size} bytes`)),
    ],
  }));
}

/**
 * Asks for the whole list of shared files.
 *
 * @param then Takes the files once they are all there.
 */
export function allFiles(then: (files: readonly SharedFile[]) => Step): Step {
  const files: SharedFile[] = [];
  return eachPage((page, { last }) => {
    files.push(...page);
    return last ? then(files) : {};
  });
}

/** A page's place in the list, and the server's words. */
interface Page {
  readonly from: number;
  readonly last: boolean;
  readonly message: string;
}

function eachPage(take: (files: readonly SharedFile[], page: Page) => Step, from = 0): Step {
  return question({ type: "files", from }, ({ message, count, files }: Result<"files">) => {
    const next = from + files.length;
    const last = files.length === 0 || next >= count;
    const step = take(files, { from, last, message });
    return last ? step : { ...step, ...eachPage(take, next) };
  });
}
