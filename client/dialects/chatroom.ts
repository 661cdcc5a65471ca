import {
  type Ask,
  type ErrorBody,
  isLongerThan,
  MAX_NAME_CHARS,
  MAX_TEXT_CHARS,
  printable,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";
import { type Dialect, type Line, out, question, type Step } from "../session/dialect.ts";

/** Shown for the one verdict that is neither success nor failure: the client has sent nonsense. */
const MALFORMED = "Malformed packet";

/** What a command does with all that follows its name and one space. */
type Command = (rest: string) => Step;

/**
 * The dialect of the chatroom assignment: the client checks a line before anything is sent, and
 * prints the server's verdict on what was: `Success` or `Failure`.
 */
export function createChatroom(): Dialect {
  /** Whether the server has called something malformed: it does so in its last words too. */
  let malformed = false;

  const commands: Readonly<Record<string, Command>> = {
    login: (name) => isUsername(name) ? ask({ type: "login", name }) : print("Bad username"),
    list: alone(() => ask({ type: "who" }, ({ names }) => print(...names))),
    sendto(rest) {
      const [to, text] = split(rest);
      if (!isUsername(to) || text === "") return print("Bad username");
      if (isLongerThan(text, MAX_TEXT_CHARS)) return print("Bad message");
      return ask({ type: "tell", to, text });
    },
    logout: alone(() => ask({ type: "logout" })),
    exit: alone(() => ({ quit: true })),
  };

  function read(line: string): Step {
    const [verb, rest] = split(line);
    return Object.hasOwn(commands, verb) ? commands[verb]!(rest) : print("Invalid command");
  }

  /** Asks; later lines wait for the verdict, so that a script reads its results in order. */
  function ask<T extends RequestType>(
    asked: Ask<T>,
    then: (result: Result<T>) => Step = () => print("Success"),
  ): Step {
    const otherwise = ({ code }: ErrorBody) => print(verdict(code));
    return question(asked, then, { otherwise, wait: true });
  }

  function verdict(code: string): string {
    if (code !== "malformed-packet") return "Failure";
    malformed = true;
    return MALFORMED;
  }

  return {
    banner: [],
    namesInHello: false,
    login: (username) => read(`login ${username}`),
    read,
    show(notice) {
      if (notice.type === "message") return lines(`${notice.from}: ${notice.text}`);
      const isNews = notice.type === "closing" && notice.code === "malformed-packet" && !malformed;
      return isNews ? lines(MALFORMED) : [];
    },
    welcome: () => [],
    prompt: () => "",
  };
}

/** Splits at the first space: one separates a command from its parameters, and those. */
function split(line: string): readonly [string, string] {
  const at = line.indexOf(" ");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}

/** What the client itself checks; whether the name is a good one, and free, the server knows. */
function isUsername(text: string): boolean {
  return text !== "" && !/\s/.test(text) && !isLongerThan(text.normalize("NFC"), MAX_NAME_CHARS);
}

/** A command that takes no parameters. */
function alone(run: () => Step): Command {
  return (rest) => rest === "" ? run() : print("Invalid command");
}

function print(...texts: readonly string[]): Step {
  return { show: lines(...texts) };
}

function lines(...texts: readonly string[]): readonly Line[] {
  return texts.map((text) => out(printable(text)));
}
