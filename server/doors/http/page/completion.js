/**
 * What a word that is being typed could become.
 *
 * @module
 */
import { COMMANDS } from "./commands.js";

/** Most suggestions at a time. */
const MAX_OPTIONS = 6;

/**
 * @typedef {object} Completion
 * @property {number} start Where in the text the word begins.
 * @property {string[]} options What could stand in its place, best first.
 * @property {boolean} eager Whether to show them without being asked: after `@` and `/`.
 */

/**
 * Completes the word before the caret: a name, anywhere; a command, at the beginning.
 *
 * @param {string} text What was typed.
 * @param {number} caret Where in it the caret is.
 * @param {readonly string[]} names Who is online.
 * @returns {Completion | undefined} Nothing if nothing fits.
 */
export function complete(text, caret, names) {
  const before = text.slice(0, caret);
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const start = caret - word.length;
  if (start === 0 && word.startsWith("/")) {
    const fits = Object.keys(COMMANDS).filter((name) => name.startsWith(word.slice(1)));
    return found(start, fits.map((name) => `/${name} `), true);
  }
  const mark = word.startsWith("@") ? "@" : "";
  const begun = word.slice(mark.length).toLowerCase();
  if (!begun && !mark) return undefined;
  const fits = names.filter((name) => name.toLowerCase().startsWith(begun));
  const isAddress = start === 0 && !mark;
  return found(start, fits.map((name) => `${mark}${name}${isAddress ? ": " : " "}`), mark !== "");
}

/** @returns {Completion | undefined} */
function found(
  /** @type {number} */ start,
  /** @type {string[]} */ options,
  /** @type {boolean} */ eager,
) {
  return options.length > 0 ? { start, options: options.slice(0, MAX_OPTIONS), eager } : undefined;
}
