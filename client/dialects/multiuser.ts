import {
  type Ask,
  clip,
  type ErrorBody,
  MAX_TEXT_CHARS,
  printed,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";
import type { Dialect } from "../session/dialect.ts";
import { type Line, out, problem } from "../session/line.ts";
import { question, show, type Steps } from "../session/step.ts";
import { eventLines, undeliveredSentence } from "./words/event_words.ts";

/** A command of this dialect. */
interface Command {
  /** The right form, shown after a wrong one. */
  readonly form: string;
  /** Matches the rest of the line, from the first blank on, if it is right. */
  readonly takes: RegExp;
  /** Runs the command, with the groups of `takes`. */
  readonly run: (groups: readonly string[]) => Steps;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  NAME: {
    form: "NAME <name>",
    takes: /^ (\S+)\s*$/,
    run: ([name]) => ask({ type: "name", name: name! }, ({ name }) => server(`Hello ${name}`)),
  },
  GET_NAMES: {
    form: "GET_NAMES",
    takes: /^$/,
    run: () => ask({ type: "who" }, ({ names }) => server(names.join(" "))),
  },
  MSG: {
    form: "MSG <name> <message>",
    takes: /^ (\S+) (.+)$/s,
    run: ([to, text]) => ask({ type: "tell", to: to!, text: text! }, () => undefined),
  },
  EXIT: { form: "EXIT", takes: /^$/, run: () => [{ type: "quit" }] },
};

/**
 * Maximum number of characters of a line to pass on. They always fit into a frame, and longer lines
 * are refused anyway.
 */
const MAX_LINE_CHARS = 2 * MAX_TEXT_CHARS;

/**
 * The dialect of the multi-user chat assignment: `NAME`, `GET_NAMES`, `MSG` and `EXIT`, with
 * `Server sent: ` before everything from the server. The server checks the lines: unknown commands
 * are sent to it too, and it answers.
 */
export function createMultiuser(): Dialect {
  return {
    namesInHello: false,
    login: (username) => read(`NAME ${username}`),
    read,
    render(event) {
      if (event.type === "welcomed") return [out(printed`Pls enter commands`), out(printed``)];
      return event.type === "message"
        ? [server(`${event.from} sent ${event.text}`)]
        : eventLines(event);
    },
    prompt: () => printed``,
  };
}

function read(typed: string): Steps {
  const line = clip(typed, MAX_LINE_CHARS);
  if (line.trim() === "") return [];
  const [, verb, rest] = /^(\S*)(.*)$/s.exec(line)!;
  const command = Object.hasOwn(COMMANDS, verb!) ? COMMANDS[verb!] : undefined;
  const groups = command?.takes.exec(rest!);
  if (command && groups) return command.run(groups.slice(1));
  return ask({ type: "unknown", asked: line }, () => undefined, command?.form);
}

/**
 * Sends a request. If it is refused, shows the server's sentence, and the right form after a wrong
 * one. If the connection was lost, the server said nothing, so the error is shown as ours.
 */
function ask<T extends RequestType>(
  asked: Ask<T>,
  then: (result: Result<T>) => Line | undefined,
  form?: string,
): Steps {
  const otherwise = ({ code, message }: ErrorBody) => {
    if (code === "connection-lost") {
      return show(problem(undeliveredSentence(asked as Ask, { message })));
    }
    return show(server(form && code === "unknown-request" ? `${message}. Use: ${form}` : message));
  };
  const shown = (result: Result<T>) => {
    const line = then(result);
    return line ? show(line) : [];
  };
  return question(asked, shown, { otherwise });
}

function server(said: string): Line {
  return out(printed`Server sent: ${said}`);
}
