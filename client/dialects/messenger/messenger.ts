import { type Notice, type Printable, printed } from "../../../protocol/mod.ts";
import type { Dialect, DialectOptions } from "../../session/dialect.ts";
import type { ClientEvent } from "../../session/events.ts";
import { type Line, out, said } from "../../session/line.ts";
import { question, type Steps } from "../../session/step.ts";
import { eventLines } from "../words/event_words.ts";
import { ALIASES, COMMANDS } from "./commands.ts";
import { complete } from "./completion.ts";
import { type CommandTable, unknown, usage } from "./help.ts";
import { LINK_COMMANDS } from "./link_commands.ts";
import { MessengerState, NAMELESS } from "./state.ts";
import type { SlashCommand } from "./slash_command.ts";
import { fail } from "./steps.ts";

/**
 * The dialect of the messenger assignment, and the default. Text is sent to everyone or to one
 * person, depending on the mode; commands begin with a slash.
 *
 * @param now The time, in ms since 1970 UTC.
 */
export function createMessenger(now: () => number, options?: DialectOptions): Dialect {
  const state = new MessengerState(now, options);
  const commands = options?.downloads === "links" ? LINK_COMMANDS : COMMANDS;
  return {
    namesInHello: true,
    login: (username) => question({ type: "name", name: username }),
    read(line, self) {
      state.self = self;
      if (line.trim() === "") return [];
      const [, blanks, slashes, rest] = /^(\s*)(\/{0,2})(.*)$/s.exec(line)!;
      if (slashes === "/") return perform(rest!, state, commands);
      return state.send(slashes === "//" ? `${blanks}/${rest}` : line);
    },
    literal: (line) => line.replace(/^(\s*)\//, "$1//"),
    showsItself: (line) => {
      const [, words] = /^\s*\/(?!\/)(.*)$/s.exec(line) ?? [];
      const found = words === undefined ? undefined : find(words, commands);
      return Boolean(found?.command.showsItself && found.groups && state.interactive);
    },
    render(event, { self } = {}) {
      state.self = self;
      if (event.type === "message" && event.earlier) return renderEarlier(event, state);
      return state.admit(event) ? render(event, state) : [];
    },
    complete(line, self) {
      state.self = self;
      return complete(line, state);
    },
    prompt: (name) => prompt(name ?? NAMELESS, state.partner?.name ?? "everyone"),
  };
}

function prompt(name: string, partner: string): Printable {
  return printed`${name} → ${partner} › `;
}

/** A command, and the rest of the line as it takes that; no groups if that is wrong. */
interface Found {
  readonly name: string;
  readonly command: SlashCommand;
  readonly groups?: readonly string[];
}

/** Finds the command of a line, given without its slash. */
function find(line: string, commands: CommandTable): Found | undefined {
  const [, typed, rest] = /^(\S*) ?(.*)$/s.exec(line)!;
  const name = Object.hasOwn(ALIASES, typed!) ? ALIASES[typed!]! : typed!;
  if (!Object.hasOwn(commands, name)) return undefined;
  const command = commands[name]!;
  return { name, command, groups: command.takes.exec(rest!)?.slice(1) };
}

function perform(line: string, state: MessengerState, commands: CommandTable): Steps {
  const found = find(line, commands);
  if (!found) return unknown(commands, /^\S*/.exec(line)![0]);
  const { name, command, groups } = found;
  return groups ? command.run(state, groups) : fail`Use: ${usage(name, command)}`;
}

function render(event: ClientEvent, state: MessengerState): readonly Line[] {
  switch (event.type) {
    case "welcomed":
      return [
        out(printed`${event.text}`),
        ...hints(event.name, state),
        ...expectEarlier(event.earlier, state),
      ];
    case "back":
      return [...eventLines(event), ...expectEarlier(event.earlier, state)];
    case "message": {
      const { from, text } = event;
      const line: Line = {
        ...out(said(event.private ? `${from} (private)` : from, text)),
        about: event,
        alert: event.private ? "private" : mentions(text, state.self) ? "mention" : undefined,
      };
      state.transcript.add(line);
      return [line];
    }
    case "joined":
    case "left": {
      const line = out(changeSentence(event));
      const isPlain = event.name !== state.self && !("like" in event) && !("removed" in event);
      return [isPlain ? { ...line, about: event } : line];
    }
    case "renamed":
      if (event.like !== undefined) return [out(changeSentence(event))];
      return [{ ...out(changeSentence(event)), about: event }];
    case "crowd":
      return [
        out(printed`${event.joined} joined and ${event.left} left; ${event.online} are online`),
      ];
    default:
      return eventLines(event);
  }
}

/** Says who came, left or changed their name, and whom they must not be taken for. */
function changeSentence(event: Notice<"joined" | "left" | "renamed">): Printable {
  const { type } = event;
  if (type === "left") {
    return event.removed === undefined
      ? printed`${event.name} has left`
      : printed`${event.name} was removed: ${event.removed}`;
  }
  const { like } = event;
  const warning = like === undefined ? "" : printed` (not ${like}: it only looks the same)`;
  return type === "joined"
    ? printed`${event.name} has joined${warning}`
    : printed`${event.from} is now ${event.to}${warning}`;
}

/** A message of the past rings no bell, and does not enter the transcript: the room has it. */
function renderEarlier(
  event: Extract<ClientEvent, { type: "message" }>,
  { ignored, recollections }: MessengerState,
): readonly Line[] {
  const { from, text, by } = event;
  const line = { ...out(said(from, text)), about: event };
  return recollections.take(ignored?.hides(from, by) ? undefined : line);
}

/** Sets apart the messages that were said before the user joined. */
function expectEarlier(count = 0, { recollections }: MessengerState): readonly Line[] {
  return recollections.expect(
    count,
    (lines) =>
      lines.length === 0 ? [] : [out(printed`— earlier —`), ...lines, out(printed`— now —`)],
  );
}

/** What a newcomer on a terminal needs to know. */
function hints(name: string | undefined, { interactive }: MessengerState): Line[] {
  if (!interactive) return [];
  const nameless = name === undefined
    ? [out(printed`You have no name yet, and can only listen: /name NAME takes one`)]
    : [];
  return [...nameless, out(printed`/help lists the commands`)];
}

/** Tells whether a text names somebody, as a word of its own, in upper or lower case. */
function mentions(text: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, "iu").test(text);
}
