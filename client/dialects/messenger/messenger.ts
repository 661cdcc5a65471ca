import { type Notice, printable } from "../../../protocol/mod.ts";
import { type Dialect, type Line, out, question, type Step } from "../../session/dialect.ts";
import { COMMANDS } from "./commands.ts";
import { complete } from "./completion.ts";
import { unknown, usage } from "./help.ts";
import { said } from "../../session/said.ts";
import { MessengerState } from "./state.ts";
import { fail } from "./steps.ts";

/**
 * The dialect of the messenger assignment, and the default: text is sent in the current mode, to
 * everyone or to one; commands begin with a slash.
 *
 * @param now The time, in ms since 1970 UTC.
 */
export function createMessenger(now: () => number): Dialect {
  const state = new MessengerState(now);
  return {
    banner: [],
    namesInHello: true,
    login: (username) => question({ type: "name", name: username }),
    read(line, self) {
      state.self = self;
      if (line.trim() === "") return {};
      if (line.startsWith("/") && !line.startsWith("//")) return command(line, state);
      return state.send(line.startsWith("//") ? line.slice(1) : line);
    },
    show(notice, self) {
      state.self = self;
      return state.admit(notice) ? describe(notice, state) : [];
    },
    complete(line, self) {
      state.self = self;
      return complete(line, state);
    },
    welcome: (text) => [out(printable(text))],
    prompt: (name) => `${name ?? "nameless"} → ${state.partner ?? "everyone"} › `,
  };
}

function command(line: string, state: MessengerState): Step {
  const [, name, rest] = /^\/(\S*) ?(.*)$/s.exec(line)!;
  if (!Object.hasOwn(COMMANDS, name!)) return unknown(COMMANDS, name!);
  const command = COMMANDS[name!]!;
  const groups = command.takes.exec(rest!);
  return groups ? command.run(state, groups.slice(1)) : fail(`Use: ${usage(name!, command)}`);
}

function describe(notice: Notice, state: MessengerState): Line[] {
  switch (notice.type) {
    case "message": {
      const { from, text } = notice;
      const line: Line = {
        ...out(said(notice.private ? `${from} (private)` : from, text)),
        about: notice,
        alert: notice.private ? "private" : mentions(text, state.self) ? "mention" : undefined,
      };
      state.transcript.add(line);
      return [line];
    }
    case "joined":
    case "left": {
      const line = out(printable(`${notice.name} has ${notice.type}`));
      return [notice.name === state.self ? line : { ...line, about: notice }];
    }
    case "renamed":
      return [{ ...out(printable(`${notice.from} is now ${notice.to}`)), about: notice }];
    default:
      return [];
  }
}

/** Tells whether a text names somebody, as a word of its own, in upper or lower case. */
function mentions(text: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, "iu").test(text);
}
