import { type Notice, printable, type Result, type SharedFile } from "../../protocol/mod.ts";
import { type Dialect, type Line, out, problem, question, type Step } from "../dialect.ts";

/** A command of this dialect: the one table that parser and help share. */
interface Command {
  /** What follows the command's name. */
  readonly form: string;
  readonly help: string;
  /** Whether a rest like this is right. */
  readonly takes: RegExp;
  /** What the command asks for; gets the rest split by `takes`. */
  readonly run: (groups: readonly string[]) => Step;
}

const NOTHING = /^$/;
const ONE_WORD = /^(\S+)\s*$/;
const TEXT = /^(.+)$/s;
const WORD_AND_TEXT = /^(\S+) (.+)$/s;

/**
 * The dialect of the messenger assignment, and the default: text is sent in the current mode, to
 * everyone or to one; commands begin with a slash.
 */
export function createMessenger(): Dialect {
  /** Whom text goes to; everyone if undefined. */
  let partner: string | undefined;

  const commands: Readonly<Record<string, Command>> = {
    all: {
      form: "[TEXT]",
      help: "write to everyone from now on, or just TEXT",
      takes: /^(.*)$/s,
      run: ([text]) => text ? say(text) : switchTo(undefined),
    },
    to: {
      form: "NAME",
      help: "write to NAME from now on",
      takes: ONE_WORD,
      run: ([name]) => ifHere(name!, () => switchTo(name)),
    },
    msg: {
      form: "NAME TEXT",
      help: "write TEXT to NAME",
      takes: WORD_AND_TEXT,
      run: ([name, text]) => tell(name!, text!),
    },
    who: {
      form: "",
      help: "who is online",
      takes: NOTHING,
      run: () => question({ type: "who" }, ({ names }) => show(`Online: ${names.join(", ")}`)),
    },
    files: { form: "", help: "what the server shares", takes: NOTHING, run: () => files(0) },
    get: { form: "NAME", help: "download a file", takes: TEXT, run: ([name]) => ({ get: name }) },
    name: {
      form: "NAME",
      help: "take a name, or change it",
      takes: TEXT,
      run: ([name]) => question({ type: "name", name: name! }, undefined, { wait: true }),
    },
    help: { form: "", help: "this list", takes: NOTHING, run: () => ({ show: help().map(out) }) },
    quit: { form: "", help: "leave", takes: NOTHING, run: () => ({ quit: true }) },
  };

  function help(): string[] {
    const rows = Object.entries(commands).map((
      [name, { form, help }],
    ) => [`/${name} ${form}`, help]);
    const lines = rows.map(([left, help]) => `  ${left!.padEnd(18)}${help}`);
    return ["Text goes to everyone, or to whom /to chose; //text sends a slash.", ...lines];
  }

  function command(line: string): Step {
    const [, name, rest] = /^\/(\S*) ?(.*)$/s.exec(line)!;
    const known = Object.hasOwn(commands, name!) ? commands[name!]! : undefined;
    if (!known) return fail(`Unknown command: /${name}. Type /help for the commands`);
    const groups = known.takes.exec(rest!);
    return groups ? known.run(groups.slice(1)) : fail(`Use: ${`/${name} ${known.form}`.trim()}`);
  }

  function switchTo(name: string | undefined): Step {
    partner = name;
    return show(`Writing to ${name ?? "everyone"}`);
  }

  return {
    banner: [],
    namesInHello: true,
    login: (username) => question({ type: "name", name: username }),
    read(line) {
      if (line.trim() === "") return {};
      if (line.startsWith("/") && !line.startsWith("//")) return command(line);
      const text = line.startsWith("//") ? line.slice(1) : line;
      return partner === undefined ? say(text) : tell(partner, text);
    },
    show(notice) {
      if (notice.type === "renamed" && notice.from === partner) partner = notice.to;
      return describe(notice).map(out);
    },
    welcome: (text) => [out(printable(text))],
    prompt: (name) => `${name ?? "nameless"} → ${partner ?? "everyone"} › `,
  };
}

function say(text: string): Step {
  return question({ type: "say", text });
}

function tell(to: string, text: string): Step {
  return question({ type: "tell", to, text });
}

function ifHere(name: string, then: () => Step): Step {
  const isHere = (names: readonly string[]) => names.includes(name.normalize("NFC"));
  return question(
    { type: "who" },
    ({ names }) => isHere(names) ? then() : fail(`Nobody here is called ${name}`),
    { wait: true },
  );
}

/** Shows the list of shared files, page by page. */
function files(from: number): Step {
  return question({ type: "files", from }, ({ message, count, files: page }: Result<"files">) => {
    const lines = from === 0 ? [out(printable(message))] : [];
    const next = from + page.length;
    return {
      show: [...lines, ...page.map(describeFile)],
      ...(page.length > 0 && next < count ? files(next) : {}),
    };
  });
}

function describeFile({ name, size }: SharedFile): Line {
  return out(`  ${printable(name)}  ${size} bytes`);
}

function describe(notice: Notice): string[] {
  switch (notice.type) {
    case "message":
      return [printable(`${notice.from}${notice.private ? " (private)" : ""}: ${notice.text}`)];
    case "joined":
    case "left":
      return [printable(`${notice.name} has ${notice.type}`)];
    case "renamed":
      return [printable(`${notice.from} is now ${notice.to}`)];
    default:
      return [];
  }
}

function show(text: string): Step {
  return { show: [out(printable(text))] };
}

function fail(text: string): Step {
  return { show: [problem(printable(text))] };
}
