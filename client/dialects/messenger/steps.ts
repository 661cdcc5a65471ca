/**
 * The steps that make up the messenger's commands.
 *
 * @module
 */
import { printed, type Result, type SharedFile } from "../../../protocol/mod.ts";
import { type Line, out, problem } from "../../session/line.ts";
import { question, show, type Steps } from "../../session/step.ts";

/** Shows a sentence. Inserted values are made printable. */
export function tellUser(...sentence: Parameters<typeof printed>): Steps {
  return show(out(printed(...sentence)));
}

/** Shows an error. Inserted values are made printable. */
export function fail(...sentence: Parameters<typeof printed>): Steps {
  return show(problem(printed(...sentence)));
}

/** Sends a message to everyone. */
export function say(text: string): Steps {
  return question({ type: "say", text });
}

/** Sends a private message. */
export function tell(to: string, text: string): Steps {
  return question({ type: "tell", to, text });
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
 * @param then Makes the next steps.
 */
export function ifHere(name: string, then: () => Steps): Steps {
  const isHere = (names: readonly string[]) => names.includes(name.normalize("NFC"));
  return question(
    { type: "who" },
    ({ names }) => isHere(names) ? then() : fail`Nobody here is called ${name}`,
    { wait: true },
  );
}

/** Shows the list of shared files, page by page. */
export function files(): Steps {
  return eachPage((page, { from, message }) => {
    const head: Line[] = from === 0 ? [out(printed`${message}`)] : [];
    return show(...head, ...page.map(({ name, size }) => out(printed`  ${name}  ${size} bytes`)));
  });
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

function eachPage(take: (files: readonly SharedFile[], page: Page) => Steps, from = 0): Steps {
  return question({ type: "files", from }, ({ message, count, files }: Result<"files">) => {
    const next = from + files.length;
    const last = files.length === 0 || next >= count;
    const steps = take(files, { from, last, message });
    return last ? steps : [...steps, ...eachPage(take, next)];
  });
}
