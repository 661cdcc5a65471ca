import {
  type Ask,
  type ErrorBody,
  isLongerThan,
  MAX_NAME_CHARS,
  MAX_NAME_UNITS,
  MAX_TEXT_CHARS,
  type Printable,
  printable,
  printed,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";
import type { Dialect } from "../session/dialect.ts";
import { type Line, out } from "../session/line.ts";
import { question, show, type Steps } from "../session/step.ts";
import { eventLines } from "./words/event_words.ts";

/** Shown when the server says that the client sent a malformed packet. */
const MALFORMED = printed`Malformed packet`;

/** Runs a command with the text after its name and one space; undefined if there is no space. */
type Command = (rest: string | undefined) => Steps;

/**
 * The dialect of the chatroom assignment. The client checks each line before it sends anything, and
 * prints the server's answer: `Success` or `Failure`.
 */
export function createChatroom(): Dialect {
  /** Whether `Malformed packet` has been printed: the server says it again when it closes. */
  let malformed = false;

  const commands: Readonly<Record<string, Command>> = {
    login: (name = "") => isUsername(name) ? ask({ type: "login", name }) : print("Bad username"),
    list: alone(() => ask({ type: "who" }, ({ names }) => print(...names))),
    sendto(rest = "") {
      const [to, text = ""] = split(rest);
      if (!isUsername(to) || text === "") return print("Bad username");
      if (isLongerThan(text, MAX_TEXT_CHARS)) return print("Bad message");
      return ask({ type: "tell", to, text });
    },
    logout: alone(() => ask({ type: "logout" })),
    exit: alone(() => [{ type: "quit" }]),
  };

  function read(line: string): Steps {
    const [verb, rest] = split(line);
    return Object.hasOwn(commands, verb) ? commands[verb]!(rest) : print("Invalid command");
  }

  /**
   * Sends a request. Later lines wait for the answer, so that a script reads its results in order.
   */
  function ask<T extends RequestType>(
    asked: Ask<T>,
    then: (result: Result<T>) => Steps = () => print("Success"),
  ): Steps {
    const otherwise = ({ code }: ErrorBody) => show(out(verdict(code)));
    return question(asked, then, { otherwise, wait: true });
  }

  function verdict(code: string): Printable {
    if (code !== "malformed-packet") return printed`Failure`;
    malformed = true;
    return MALFORMED;
  }

  return {
    namesInHello: false,
    login: (username) => read(`login ${username}`),
    read,
    render(event) {
      if (event.type === "message") return lines(`${event.from}: ${event.text}`);
      if (event.type !== "closing") return eventLines(event);
      const isNews = event.code === "malformed-packet" && !malformed;
      return isNews ? [out(MALFORMED)] : [];
    },
    prompt: () => printed``,
  };
}

/** Splits at the first space. Single spaces separate the command and its parameters. */
function split(line: string): readonly [string, string?] {
  const at = line.indexOf(" ");
  return at < 0 ? [line] : [line.slice(0, at), line.slice(at + 1)];
}

/** The checks of the client. The server checks the other rules, and whether the name is free. */
function isUsername(text: string): boolean {
  if (text === "" || text.length > MAX_NAME_UNITS || /\s/.test(text)) return false;
  return !isLongerThan(text.normalize("NFC"), MAX_NAME_CHARS);
}

/** A command without parameters. As in the assignment's own program, a blank after it is wrong. */
function alone(run: () => Steps): Command {
  return (rest) => rest === undefined ? run() : print("Invalid command");
}

function print(...texts: readonly string[]): Steps {
  return show(...lines(...texts));
}

function lines(...texts: readonly string[]): readonly Line[] {
  return texts.map((text) => out(printable(text)));
}
