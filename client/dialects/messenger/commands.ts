import { isSameName, MAX_NAME_UNITS } from "../../../protocol/mod.ts";
import { type BellMode, question, type Steps } from "../../session/step.ts";
import { Bond } from "./bond.ts";
import { help } from "./help.ts";
import { Ignored } from "./ignored.ts";
import type { SlashCommand } from "./slash_command.ts";
import type { MessengerState } from "./state.ts";
import { showFound, showHistory } from "./past.ts";
import { fail, files, ifHere, tellUser, who } from "./steps.ts";

const NOTHING = /^\s*$/;
const ONE_WORD = /^\s*(\S+)\s*$/;
const MAYBE_A_WORD = /^\s*(\S*)\s*$/;
const TEXT = /^(.+)$/s;
const TRIMMED_TEXT = /^\s*(\S.*)$/s;
const WORD_AND_TEXT = /^\s*(\S+) (.+)$/s;
const BELL_MODES: readonly BellMode[] = ["on", "off", "private"];

/** Other names of commands, as other programs have them. */
export const ALIASES: Readonly<Record<string, string>> = {
  nick: "name",
  w: "msg",
  tell: "msg",
  q: "quit",
  exit: "quit",
};

/** Every command, by its name without the slash. */
export const COMMANDS: Readonly<Record<string, SlashCommand>> = {
  all: {
    form: "[TEXT]",
    help: "write to everyone from now on, or just TEXT",
    takes: /^(.*)$/s,
    showsItself: true,
    run: (state, [text]) =>
      text ? [...state.showOwn(text), ...state.say(text)] : switchTo(state, undefined),
  },
  to: {
    form: "NAME",
    help: "write to NAME from now on",
    details: ["The prompt shows who gets it; /all switches back to everyone."],
    takes: ONE_WORD,
    subject: "name",
    run: (state, [name]) => ifHere(name!, (found) => switchTo(state, found)),
  },
  msg: {
    form: "NAME TEXT",
    help: "write TEXT to NAME",
    details: ["/w and /tell do the same."],
    takes: WORD_AND_TEXT,
    subject: "name",
    showsItself: true,
    run: (state, [name, text]) => [...state.showOwn(text!, name!), ...state.tell(name!, text!)],
  },
  reply: {
    form: "TEXT",
    help: "answer the last private message",
    details: ["TEXT goes to the sender of the latest private message."],
    takes: TEXT,
    showsItself: true,
    run: (state, [text]) => state.reply(text!),
  },
  me: {
    form: "TEXT",
    help: "say what you do: /me waves",
    takes: TEXT,
    showsItself: true,
    run: (state, [text]) => state.send(`/me ${text}`, "shown"),
  },
  who: { form: "", help: "list who is online", takes: NOTHING, run: who },
  files: {
    form: "",
    help: "list the shared files",
    takes: NOTHING,
    run: (state) => files(state.interactive ? "aligned" : "plain"),
  },
  get: {
    form: "NAME",
    help: "download a file, or several: /get *.png",
    details: [
      "NAME is as /files lists it, and may contain spaces. The file is saved in a folder with",
      "your name. An interrupted download continues where it stopped.",
    ],
    takes: TRIMMED_TEXT,
    subject: "file",
    run: (_, [name]) => [{ type: "get", wanted: name! }],
  },
  cancel: {
    form: "NAME",
    help: "stop a download; /get continues it",
    takes: TRIMMED_TEXT,
    subject: "download",
    run: (_, [name]) => [{ type: "cancel", wanted: name! }],
  },
  name: {
    form: "NAME",
    help: "take a name, or change it",
    details: ["/nick does the same."],
    takes: TRIMMED_TEXT,
    run: (state, [name]) => rename(state, name!),
  },
  ignore: {
    form: "[NAME]",
    help: "hide messages from NAME",
    details: [
      "Without NAME, list the people you ignore. It ends with /unignore, or when you leave. It goes with",
      "the person to a new name; when they have left, it is for whoever has NAME.",
    ],
    takes: MAYBE_A_WORD,
    subject: "name",
    run: (state, [name]) => name ? ignore(state, name) : listIgnored(state),
  },
  unignore: {
    form: "NAME",
    help: "show NAME's messages again",
    takes: ONE_WORD,
    subject: "ignored",
    run: (state, [name]) =>
      state.ignored?.delete(normal(name!))
        ? tellUser`Showing messages from ${name!} again`
        : fail`You do not ignore ${name!}`,
  },
  quiet: {
    form: "",
    help: "hide who joins and leaves, or show it again",
    takes: NOTHING,
    run: (state) => {
      state.quiet = !state.quiet;
      return state.quiet
        ? tellUser`Hiding who joins and leaves`
        : tellUser`Showing who joins and leaves`;
    },
  },
  history: {
    form: "[N]",
    help: "the last 20 messages of the room, or N",
    details: ["N is 200 at most; chat history prints more."],
    takes: /^\s*([1-9]\d{0,4})?\s*$/,
    run: (state, [count]) => showHistory(state, count ? Number(count) : 20),
  },
  find: {
    form: "TEXT",
    help: "messages with every word of TEXT in them",
    takes: TEXT,
    run: (state, [text]) => showFound(state, text!),
  },
  clear: {
    form: "",
    help: "clear the screen",
    takes: NOTHING,
    run: () => [{ type: "adjust", change: { clear: true } }],
  },
  bell: {
    form: "[on|off|private]",
    help: "ring for mentions, never, or for private messages",
    details: [
      "on: when somebody mentions you or writes to you privately; this is the default.",
      "private: only when somebody writes to you privately. off: never. Alone: show the setting.",
    ],
    takes: /^\s*(on|off|private)?\s*$/,
    subject: BELL_MODES,
    run: (state, [mode]) => mode ? ring(state, mode as BellMode) : tellUser`Bell: ${state.bell}`,
  },
  help: {
    form: "[COMMAND]",
    help: "list the commands, or explain one",
    takes: /^\/?(\S*)\s*$/,
    subject: "command",
    run: (_, [topic]) => help(COMMANDS, topic),
  },
  quit: {
    form: "",
    help: "leave",
    details: ["/q and /exit do the same."],
    takes: NOTHING,
    run: () => [{ type: "quit" }],
  },
};

function switchTo(state: MessengerState, name: string | undefined): Steps {
  state.partner = name === undefined
    ? undefined
    : new Bond(name, state.acquaintances.visitOf(name));
  return tellUser`Writing to ${name ?? "everyone"}`;
}

/** The server would not tell anybody of a name that stays as it is. */
function rename({ self }: MessengerState, name: string): Steps {
  if (self !== undefined && isSameName(name, self)) return tellUser`You are ${self} already`;
  return question({ type: "name", name }, undefined, { wait: true });
}

function ignore(state: MessengerState, typed: string): Steps {
  if (state.self !== undefined && isSameName(typed, state.self)) {
    return fail`You cannot ignore yourself`;
  }
  const name = normal(typed);
  state.ignored ??= new Ignored();
  state.ignored.add(name, state.acquaintances.visitOf(name));
  return tellUser`Ignoring ${name}`;
}

function listIgnored({ ignored }: MessengerState): Steps {
  const names = ignored?.names ?? [];
  return names.length === 0 ? tellUser`You ignore nobody` : tellUser`Ignored: ${names.join(", ")}`;
}

function ring(state: MessengerState, bell: BellMode): Steps {
  state.bell = bell;
  return [...tellUser`Bell: ${bell}`, { type: "adjust", change: { bell } }];
}

/** A typed name in the form by which names are compared; one that is no name stays as it is. */
function normal(name: string): string {
  return name.length > MAX_NAME_UNITS ? name : name.normalize("NFC");
}
