import { checkFields, isObject, printed, REQUESTS, toJson } from "../../protocol/mod.ts";
import type { Ask, ErrorBody, FieldTable } from "../../protocol/mod.ts";
import type { Dialect } from "../session/dialect.ts";
import type { ClientEvent } from "../session/events.ts";
import { type Line, out } from "../session/line.ts";
import { type Id, question, show, type Steps } from "../session/step.ts";
import { eventLines } from "./words/event_words.ts";

/** The requests of the protocol that a program may send, beside `get`, `cancel` and `quit`. */
const ASKS = ["say", "tell", "who", "history", "find", "files", "name", "login", "logout"] as const;

/** The fields of each line that a program may send, beside `type` and `id`. */
const FORMS: Readonly<Record<string, FieldTable>> = {
  ...Object.fromEntries(ASKS.map((type) => [type, REQUESTS[type]])),
  who: { from: "integer?" },
  get: { name: "string" },
  cancel: { name: "string" },
  quit: {},
};

/** The error of a `get` that did not save every file. A `failed` for each file has said why. */
export const UNSAVED: ErrorBody = {
  code: "not-saved",
  message: "Not all that was asked for is saved",
};

/** The dialect of `--json`: one JSON object per line, both ways. See `docs/JSON.md`. */
export function createJson(): Dialect {
  return {
    namesInHello: true,
    login: (name) => question({ type: "name", name }),
    read: (line) => line.trim() === "" ? [] : read(line),
    render: (event, { id } = {}) => render(event, id),
    prompt: () => printed``,
  };
}

function read(line: string): Steps {
  let id: Id | undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) throw new SyntaxError("A line is a JSON object");
    id = idOf(value.id);
    return perform(`${value.type}`, value, id);
  } catch (error) {
    return show(fail({ code: "malformed-line", message: (error as Error).message }, id));
  }
}

function idOf(id: unknown): Id | undefined {
  if (id === undefined || typeof id === "string") return id;
  // JSON has no infinite numbers, but a number as large as 1e400 is read as one.
  if (typeof id === "number" && Number.isFinite(id)) return id;
  throw new SyntaxError("id is a string or a number, up to 1.7e308");
}

function perform(type: string, value: Record<string, unknown>, id: Id | undefined): Steps {
  if (!Object.hasOwn(FORMS, type)) {
    const known = Object.keys(FORMS).join(", ");
    throw new SyntaxError(`type is one of ${known}; received ${type}`);
  }
  const fields = checkFields(type, value, FORMS[type]!) as Record<string, unknown>;
  const wanted = `${fields.name}`;
  switch (type) {
    case "quit":
      return [{ type }];
    case "get":
      return [{ type, wanted, id, then: (all) => show(all ? okLine({}, id) : fail(UNSAVED, id)) }];
    case "cancel":
      return [{ type, wanted, id, then: (some) => some ? show(okLine({}, id)) : [] }];
  }
  return question({ type, ...fields } as Ask, (result) => show(okLine(result, id)), {
    otherwise: (error) => show(fail(error, id)),
    wait: type === "name" || type === "login" || type === "logout",
    id,
  });
}

/** Prints an event: notices as they arrived, other events by their fields. */
function render(event: ClientEvent, id: Id | undefined): Line[] {
  switch (event.type) {
    case "message":
    case "joined":
    case "left":
    case "renamed":
    case "crowd":
    case "digest":
    case "closing":
      return [lineOf(event)];
    case "welcomed":
      return [lineOf({ type: "welcome", text: event.text, earlier: event.earlier || undefined })];
    case "downloaded": {
      const { type, name, size, path } = event;
      return [lineOf({ type, id, name, size, path })];
    }
    case "refused":
    case "undelivered":
      return [fail(event.error, id)];
  }
  const [first, ...more] = eventLines(event);
  return first ? [head(event, first, id), ...more.map((line) => inWords(line, id))] : [];
}

/** Prints an event by its fields if programs know its type, otherwise as a sentence. */
function head(event: ClientEvent, line: Line, id: Id | undefined): Line {
  const { text: message } = line;
  switch (event.type) {
    case "lost":
      return lineOf({ type: "lost", message });
    case "back":
      return lineOf({ type: "back", missed: event.missed });
    case "over": {
      const { end } = event;
      const code = end.type === "refused" ? end.error.code : undefined;
      return lineOf({ type: "error", id, code, message });
    }
    case "failed":
      return lineOf({ type: "failed", id, name: event.name, message });
    default:
      return inWords(line, id);
  }
}

function inWords({ kind, text: message }: Line, id: Id | undefined): Line {
  return lineOf({ type: kind === "error" ? "error" : "info", id, message });
}

/** Formats that a request succeeded. */
export function okLine(result: object, id?: Id): Line {
  return lineOf({ type: "ok", id, ...result });
}

function fail({ code, message }: ErrorBody, id: Id | undefined): Line {
  return lineOf({ type: "error", id, code, message });
}

function lineOf(data: object): Line {
  return out(toJson(data));
}
