import {
  type Ask,
  clip,
  type ErrorBody,
  MAX_TEXT_CHARS,
  printable,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";
import {
  type Dialect,
  type Line,
  out,
  question,
  type Step,
  undelivered,
} from "../session/dialect.ts";

/** A command of this dialect. */
interface Command {
  /** The right form, shown to who uses another. */
  readonly form: string;
  /** Whether a rest like this is right. */
  readonly takes: RegExp;
  /** What the command asks for; gets the rest split by `takes`. */
  readonly run: (groups: readonly string[]) => Step;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  NAME: {
    form: "NAME <name>",
    takes: /^(\S+)\s*$/,
    run: ([name]) => ask({ type: "name", name: name! }, ({ name }) => server(`Hello ${name}`)),
  },
  GET_NAMES: {
    form: "GET_NAMES",
    takes: /^\s*$/,
    run: () => ask({ type: "who" }, ({ names }) => server(names.join(" "))),
  },
  MSG: {
    form: "MSG <name> <message>",
    takes: /^(\S+) (.+)$/s,
    run: ([to, text]) => ask({ type: "tell", to: to!, text: text! }, () => []),
  },
  EXIT: { form: "EXIT", takes: /^\s*$/, run: () => ({ quit: true }) },
};

/**
 * Most characters of a line to pass on: whatever is in them, they fit into a frame, and whatever is
 * longer is refused all the same.
 */
const MAX_LINE_CHARS = 2 * MAX_TEXT_CHARS;

/**
 * The dialect of the multi-user chat assignment: `NAME`, `GET_NAMES`, `MSG` and `EXIT`, and all that
 * the server says behind `Server sent: `. It is the server that judges: what is no command goes
 * there too, and comes back as an answer.
 */
export function createMultiuser(): Dialect {
  return {
    banner: [out("Pls enter commands"), out("")],
    namesInHello: false,
    login: (username) => read(`NAME ${username}`),
    read,
    show: (notice) => notice.type === "message" ? server(`${notice.from} sent ${notice.text}`) : [],
    welcome: () => [],
    prompt: () => "",
  };
}

function read(typed: string): Step {
  const line = clip(typed, MAX_LINE_CHARS);
  if (line.trim() === "") return {};
  const [, verb, rest] = /^(\S*) ?(.*)$/s.exec(line)!;
  const command = Object.hasOwn(COMMANDS, verb!) ? COMMANDS[verb!] : undefined;
  const groups = command?.takes.exec(rest!);
  if (command && groups) return command.run(groups.slice(1));
  return ask({ type: "unknown", asked: line }, () => [], command?.form);
}

/**
 * Asks the server; a refusal is shown in its words, then the right form if the line had another.
 * What it never said, as the connection was lost, is not said in its name.
 */
function ask<T extends RequestType>(
  asked: Ask<T>,
  then: (result: Result<T>) => readonly Line[],
  form?: string,
): Step {
  const otherwise = ({ code, message }: ErrorBody) => {
    if (code === "connection-lost") return undelivered(asked as Ask, { message });
    return {
      show: server(form && code === "unknown-request" ? `${message}. Use: ${form}` : message),
    };
  };
  return question(asked, (result) => ({ show: then(result) }), { otherwise });
}

function server(said: string): readonly Line[] {
  return [out(printable(`Server sent: ${said}`))];
}
