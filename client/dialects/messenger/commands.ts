import { type BellMode, question, type Steps } from "../../session/step.ts";
import type { SlashCommand } from "./slash_command.ts";
import { help } from "./help.ts";
import type { MessengerState } from "./state.ts";
import { showFound, showHistory } from "./past.ts";
import { fail, files, ifHere, tellUser, who } from "./steps.ts";

const NOTHING = /^\s*$/;
const ONE_WORD = /^(\S+)\s*$/;
const MAYBE_A_WORD = /^(\S*)\s*$/;
const TEXT = /^(.+)$/s;
const WORD_AND_TEXT = /^(\S+) (.+)$/s;
const BELL_MODES: readonly BellMode[] = ["on", "off", "private"];

/** The commands, by name without the slash. */
export const COMMANDS: Readonly<Record<string, SlashCommand>> = {
  all: {
    form: "[TEXT]",
    help: "write to everyone from now on, or just TEXT",
    takes: /^(.*)$/s,
    run: (state, [text]) => text ? state.say(text) : switchTo(state, undefined),
  },
  to: {
    form: "NAME",
    help: "write to NAME from now on",
    details: ["The prompt shows whom text goes to; /all goes back to everyone."],
    takes: ONE_WORD,
    subject: "name",
    run: (state, [name]) => ifHere(name!, () => switchTo(state, name)),
  },
  msg: {
    form: "NAME TEXT",
    help: "write TEXT to NAME",
    takes: WORD_AND_TEXT,
    subject: "name",
    run: (state, [name, text]) => state.tell(name!, text!),
  },
  reply: {
    form: "TEXT",
    help: "write TEXT to who wrote to you last",
    details: ["It goes to whoever sent you the latest private message."],
    takes: TEXT,
    run: (state, [text]) =>
      state.lastPrivate === undefined
        ? fail`Nobody has written to you privately yet`
        : state.tell(state.lastPrivate, text!),
  },
  me: {
    form: "TEXT",
    help: "say what you do: /me waves",
    takes: TEXT,
    run: (state, [text]) => state.send(`/me ${text}`),
  },
  who: { form: "", help: "who is online", takes: NOTHING, run: who },
  files: { form: "", help: "what the server shares", takes: NOTHING, run: files },
  get: {
    form: "NAME",
    help: "download a file, or several: /get *.png",
    details: [
      "NAME is as /files lists it, and may hold spaces. The file goes to a folder named after",
      "you; chat goes on meanwhile. A download that was interrupted goes on where it was.",
    ],
    takes: TEXT,
    subject: "file",
    run: (_, [name]) => [{ type: "get", wanted: name! }],
  },
  cancel: {
    form: "NAME",
    help: "end a download; /get goes on with it",
    takes: TEXT,
    subject: "file",
    run: (_, [name]) => [{ type: "cancel", wanted: name! }],
  },
  name: {
    form: "NAME",
    help: "take a name, or change it",
    takes: TEXT,
    run: (_, [name]) => question({ type: "name", name: name! }, undefined, { wait: true }),
  },
  ignore: {
    form: "[NAME]",
    help: "show nothing more from NAME",
    details: ["Without NAME, lists whom you ignore. It ends with /unignore, or when you leave."],
    takes: MAYBE_A_WORD,
    subject: "name",
    run: (state, [name]) => name ? ignore(state, name) : listIgnored(state),
  },
  unignore: {
    form: "NAME",
    help: "show NAME's messages again",
    takes: ONE_WORD,
    subject: "name",
    run: (state, [name]) =>
      state.ignored.delete(name!.normalize("NFC"))
        ? tellUser`Showing messages from ${name!} again`
        : fail`You do not ignore ${name!}`,
  },
  quiet: {
    form: "",
    help: "hide who comes and goes, or show it again",
    takes: NOTHING,
    run: (state) => {
      state.quiet = !state.quiet;
      return state.quiet
        ? tellUser`Hiding who comes and goes`
        : tellUser`Showing who comes and goes`;
    },
  },
  history: {
    form: "[N]",
    help: "the last 20 messages of the room, or N",
    details: ["N is 200 at most; chat history prints more."],
    takes: /^(\d{0,5})\s*$/,
    run: (state, [count]) => showHistory(state, count ? Number(count) : 20),
  },
  find: {
    form: "TEXT",
    help: "messages of the room with these words",
    details: ["A message is found if it has every word, also inside a longer one."],
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
    form: "on|off|private",
    help: "when to ring: your name said, never, only privately",
    details: [
      "on: when somebody says your name or writes to you privately; this is how it begins.",
      "private: only when somebody writes to you privately. off: never.",
    ],
    takes: /^(on|off|private)\s*$/,
    subject: BELL_MODES,
    run: (
      _,
      [mode],
    ) => [...tellUser`Bell: ${mode!}`, { type: "adjust", change: { bell: mode as BellMode } }],
  },
  help: {
    form: "[COMMAND]",
    help: "this list, or all about one",
    takes: /^\/?(\S*)\s*$/,
    subject: "command",
    run: (_, [topic]) => help(COMMANDS, topic),
  },
  quit: { form: "", help: "leave", takes: NOTHING, run: () => [{ type: "quit" }] },
};

function switchTo(state: MessengerState, name: string | undefined): Steps {
  state.partner = name;
  return tellUser`Writing to ${name ?? "everyone"}`;
}

function ignore(state: MessengerState, name: string): Steps {
  state.ignored.add(name.normalize("NFC"));
  return tellUser`Ignoring ${name}`;
}

function listIgnored({ ignored }: MessengerState): Steps {
  return ignored.size === 0
    ? tellUser`You ignore nobody`
    : tellUser`Ignored: ${[...ignored].join(", ")}`;
}
