import { checkFields, isObject, printable, REQUESTS } from "../../protocol/mod.ts";
import type { Ask, ErrorBody, FieldTable } from "../../protocol/mod.ts";
import { type Dialect, type Id, type Line, question, type Step } from "../session/dialect.ts";

/** What a program may ask for, beside `get`, `cancel` and `quit`: the requests of the protocol. */
const ASKS = ["say", "tell", "who", "files", "name", "login", "logout"] as const;

/** The fields of each thing a program may send, beside `type` and `id`. */
const FORMS: Readonly<Record<string, FieldTable>> = {
  ...Object.fromEntries(ASKS.map((type) => [type, REQUESTS[type]])),
  get: { name: "string" },
  cancel: { name: "string" },
  quit: {},
};

/** The end of a `get` that did not bring everything; `failed` has said of each file why. */
const UNSAVED: ErrorBody = { code: "not-saved", message: "Not all that was asked for is saved" };

/**
 * The dialect of `--json`: a JSON object a line, both ways. `docs/JSON.md` describes each.
 */
export function createJson(): Dialect {
  return {
    banner: [],
    namesInHello: true,
    login: (name) => question({ type: "name", name }, done),
    read: (line) => line.trim() === "" ? {} : read(line),
    show: (notice) => [lineOf({ ...notice })],
    welcome: (text) => [lineOf({ type: "welcome", text })],
    prompt: () => "",
  };
}

function read(line: string): Step {
  let id: Id | undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) throw new SyntaxError("A line is a JSON object");
    id = idOf(value.id);
    return { ...perform(`${value.type}`, value), id };
  } catch (error) {
    return { ...fail({ code: "malformed-line", message: (error as Error).message }), id };
  }
}

function idOf(id: unknown): Id | undefined {
  if (id === undefined || typeof id === "string" || typeof id === "number") return id;
  throw new SyntaxError("id is a string or a number");
}

function perform(type: string, value: Record<string, unknown>): Step {
  if (!Object.hasOwn(FORMS, type)) {
    const known = Object.keys(FORMS).join(", ");
    throw new SyntaxError(`type is one of ${known}; received ${type}`);
  }
  const fields = checkFields(type, value, FORMS[type]!) as Record<string, unknown>;
  if (type === "quit") return { quit: true };
  if (type === "get") {
    return {
      get: `${fields.name}`,
      after: (all) => all ? done() : fail(UNSAVED),
    };
  }
  if (type === "cancel") return { cancel: `${fields.name}`, after: (some) => some ? done() : {} };
  return question({ type, ...fields } as Ask, done, {
    otherwise: fail,
    wait: type === "name" || type === "login" || type === "logout",
  });
}

function done(result: object = {}): Step {
  return say({ type: "ok", ...result });
}

function fail({ code, message }: ErrorBody): Step {
  return say({ type: "error", code, message });
}

function say(data: Record<string, unknown>): Step {
  return { show: [lineOf(data)] };
}

function lineOf(data: Record<string, unknown>): Line {
  return { kind: "out", text: printable(JSON.stringify(data)), data };
}
