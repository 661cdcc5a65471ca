/**
 * What a typed line asks for.
 *
 * @module
 */

/**
 * Something the user wants.
 *
 * @typedef {{ do: "say", text: string } | { do: "tell", to: string, text: string } |
 *   { do: "open", name: string } | { do: "name", name: string } | { do: "find", text: string } |
 *   { do: "who" | "files" | "help" | "clear" | "leave" } | { do: "refuse", why: string }} Intent
 */

/** Each command: what follows it, and a few words of help. @type {Record<string, [string, string]>} */
export const COMMANDS = {
  me: ["TEXT", "say what you do: /me waves"],
  msg: ["NAME TEXT", "write to NAME alone"],
  to: ["NAME", "open a private chat with NAME"],
  all: ["[TEXT]", "go back to everyone, or write TEXT to them"],
  name: ["NAME", "change your name"],
  who: ["", "who is online"],
  files: ["", "list the shared files"],
  find: ["TEXT", "search what was said"],
  clear: ["", "empty this page's screen"],
  help: ["", "list these commands"],
  quit: ["", "leave the room"],
};

/**
 * Reads a line.
 *
 * @param {string} line What was typed, one line or several.
 * @param {string} to Whom it goes to if it is no command: a name, or nothing for everyone.
 * @returns {Intent}
 */
export function parseLine(line, to) {
  if (!line.startsWith("/") || line.startsWith("//")) {
    return message(line.startsWith("//") ? line.slice(1) : line, to);
  }
  const [, name = "", rest = ""] = /^\/(\S*)\s*([^]*)$/.exec(line) ?? [];
  return Object.hasOwn(COMMANDS, name) ? command(name, rest.trim(), to) : {
    do: "refuse",
    why:
      `There is no command /${name}. /help lists those there are; // begins a text with a slash.`,
  };
}

/** @returns {Intent} */
function message(/** @type {string} */ text, /** @type {string} */ to) {
  return to ? { do: "tell", to, text } : { do: "say", text };
}

/** @returns {Intent} */
function command(
  /** @type {string} */ name,
  /** @type {string} */ rest,
  /** @type {string} */ to,
) {
  const needed = COMMANDS[name]?.[0] ?? "";
  const takes = needed.startsWith("[") ? 0 : needed ? needed.split(" ").length : -1;
  const [, first = "", more = ""] = /^(\S+)\s+([^]+)$/.exec(rest) ?? [];
  const isRight = takes === 2 ? more !== "" : takes === 1 ? rest !== "" : takes === 0 || !rest;
  if (!isRight) return { do: "refuse", why: `That is /${name} ${needed}`.trim() };
  if (name === "me") return message(`/me ${rest}`, to);
  if (name === "msg") return { do: "tell", to: first, text: more };
  if (name === "to") return { do: "open", name: rest };
  if (name === "all") return rest ? { do: "say", text: rest } : { do: "open", name: "" };
  if (name === "name") return { do: "name", name: rest };
  if (name === "find") return { do: "find", text: rest };
  return { do: /** @type {"who"} */ (name === "quit" ? "leave" : name) };
}
