import { format } from "@std/fmt/bytes";
import { MAX_NAME_UNITS, printable } from "../../../protocol/mod.ts";
import { type Choices, question, type Steps } from "../../session/step.ts";
import { ALIASES, COMMANDS } from "./commands.ts";
import type { ArgumentKind } from "./slash_command.ts";
import type { MessengerState } from "./state.ts";
import { allFiles } from "./steps.ts";

type Option = Choices["options"][number];

/**
 * Finds completions for a line: commands, names or files, depending on the word at the cursor.
 *
 * @param line The line up to the cursor.
 * @returns Steps that end with the completions. They may ask the server first.
 */
export function complete(line: string, state: MessengerState): Steps {
  const command = /^\/(\S*)$/.exec(line);
  if (command) return offer(1, command[1]!, commandNames());
  const [head, name, rest] = /^\/(\S+) (.*)$/s.exec(line) ?? [];
  const subject = name === undefined ? undefined : subjectOf(name);
  const mayHaveBlanks = subject === "file" || subject === "download";
  const isFirstWord = rest !== undefined && (mayHaveBlanks || !rest.includes(" "));
  if (head !== undefined && subject && isFirstWord) {
    return completeSubject(subject, head.length - rest.length, rest, state);
  }
  return completeMention(line, state);
}

function subjectOf(name: string): ArgumentKind | undefined {
  const command = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
  return Object.hasOwn(COMMANDS, command) ? COMMANDS[command]!.subject : undefined;
}

/** Completes the name of somebody in a text: `al`, or `@al`. */
function completeMention(line: string, state: MessengerState): Steps {
  const last = line.slice(-1 - MAX_NAME_UNITS).split(/\s/).at(-1)!;
  if (last === "") return [];
  const word = last.replace(/^@/, "");
  const from = line.length - word.length;
  return names(from, word, from === 0 ? ": " : " ", state);
}

function completeSubject(
  subject: ArgumentKind,
  from: number,
  word: string,
  state: MessengerState,
): Steps {
  if (subject === "name") return names(from, word, " ", state);
  if (subject === "command") return offer(from, word, commandNames());
  if (subject === "ignored") return offer(from, word, state.ignored?.names.map(asOption) ?? []);
  if (subject === "download") {
    return [{ type: "running", then: (names) => offer(from, word, names.map(asOption)) }];
  }
  if (subject === "file") {
    return allFiles((files) =>
      offer(
        from,
        word,
        files.map(({ name, size }) => ({ value: printable(name), remark: format(size) })),
      )
    );
  }
  return offer(from, word, subject.map(asOption));
}

function asOption(value: string): Option {
  return { value: printable(value) };
}

/** Offers the people online, most recently active first. */
function names(from: number, word: string, suffix: string, state: MessengerState): Steps {
  return question({ type: "who" }, ({ names }) => {
    const start = word.toLowerCase();
    const fitting = names.filter((name) =>
      name !== state.self && name.toLowerCase().startsWith(start)
    );
    const options = state.acquaintances.byRecency(fitting)
      .map((name) => ({ value: `${printable(name)}${suffix}` }));
    return options.length === 0 ? [] : [{ type: "offer", choices: { from, options } }];
  });
}

function commandNames(): Option[] {
  return Object.entries(COMMANDS).map(([name, { form, help }]) => ({
    value: form === "" ? name : `${name} `,
    remark: help,
  }));
}

function offer(from: number, word: string, all: readonly Option[]): Steps {
  const start = word.toLowerCase();
  const options = all.filter(({ value }) => value.toLowerCase().startsWith(start));
  return options.length === 0 ? [] : [{ type: "offer", choices: { from, options } }];
}
