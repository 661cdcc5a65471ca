import { type Printable, printed } from "../../../protocol/mod.ts";
import type { Dialect } from "../../session/dialect.ts";
import type { ClientEvent } from "../../session/events.ts";
import { type Line, out, said } from "../../session/line.ts";
import { question, type Steps } from "../../session/step.ts";
import { eventLines } from "../words/event_words.ts";
import { COMMANDS } from "./commands.ts";
import { complete } from "./completion.ts";
import { unknown, usage } from "./help.ts";
import { MessengerState } from "./state.ts";
import { fail } from "./steps.ts";

/**
 * The dialect of the messenger assignment, and the default. Text is sent to everyone or to one
 * person, depending on the mode; commands begin with a slash.
 *
 * @param now The time, in ms since 1970 UTC.
 */
export function createMessenger(now: () => number): Dialect {
  const state = new MessengerState(now);
  return {
    namesInHello: true,
    login: (username) => question({ type: "name", name: username }),
    read(line, self) {
      state.self = self;
      if (line.trim() === "") return [];
      if (line.startsWith("/") && !line.startsWith("//")) return command(line, state);
      return state.send(line.startsWith("//") ? line.slice(1) : line);
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
    prompt: (name) => prompt(name ?? "nameless", state.partner ?? "everyone"),
  };
}

function prompt(name: string, partner: string): Printable {
  return printed`${name} → ${partner} › `;
}

function command(line: string, state: MessengerState): Steps {
  const [, name, rest] = /^\/(\S*) ?(.*)$/s.exec(line)!;
  if (!Object.hasOwn(COMMANDS, name!)) return unknown(COMMANDS, name!);
  const command = COMMANDS[name!]!;
  const groups = command.takes.exec(rest!);
  return groups ? command.run(state, groups.slice(1)) : fail`Use: ${usage(name!, command)}`;
}

function render(event: ClientEvent, state: MessengerState): readonly Line[] {
  switch (event.type) {
    case "welcomed":
      return [out(printed`${event.text}`), ...expectEarlier(event.earlier, state)];
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
      const line = out(printed`${event.name} has ${event.type}`);
      return [event.name === state.self ? line : { ...line, about: event }];
    }
    case "renamed":
      return [{ ...out(printed`${event.from} is now ${event.to}`), about: event }];
    default:
      return eventLines(event);
  }
}

/** A message of the past rings no bell, and does not enter the transcript: the room has it. */
function renderEarlier(
  event: Extract<ClientEvent, { type: "message" }>,
  { ignored, recollections }: MessengerState,
): readonly Line[] {
  const { from, text } = event;
  const line = { ...out(said(from, text)), about: event };
  return recollections.take(ignored.has(from) ? undefined : line);
}

/** Sets apart the messages that were said before the user joined. */
function expectEarlier(count = 0, { recollections }: MessengerState): readonly Line[] {
  return recollections.expect(
    count,
    (lines) =>
      lines.length === 0 ? [] : [out(printed`— earlier —`), ...lines, out(printed`— now —`)],
  );
}

/** Tells whether a text contains a name as a word, ignoring case. */
function mentions(text: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, "iu").test(text);
}
