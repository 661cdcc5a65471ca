/**
 * Who came and went, folded into one line.
 *
 * @module
 */
import { isolated } from "./text.js";

/**
 * What became of somebody: how it began, and how it is now.
 *
 * @typedef {{ name: string, first: "joined" | "left" | "renamed", last: string, was?: string }} Change
 */

/** Names that are told one by one; the others are counted. */
const MAX_NAMES = 4;

/** How each course of events is told. @type {readonly [string, string][]} */
const TOLD = [
  ["joined joined", "joined"],
  ["joined left", "came and went"],
  ["left joined", "came back"],
  ["left left", "left"],
];

/**
 * Adds what happened to what is in the line.
 *
 * @param {Change[]} changes What is in the line; changed in place.
 * @param {{ type: "joined" | "left", name: string } | { type: "renamed", from: string, to: string }} event
 */
export function fold(changes, event) {
  const isRenamed = event.type === "renamed";
  const name = isRenamed ? event.from : event.name;
  const known = changes.find((change) => change.name === name);
  if (isRenamed) {
    if (known) Object.assign(known, { name: event.to, was: known.was ?? event.from });
    else changes.push({ name: event.to, first: "renamed", last: "renamed", was: event.from });
  } else if (known) known.last = event.type;
  else changes.push({ name, first: event.type, last: event.type });
  return changes;
}

/**
 * Tells it in one line.
 *
 * @param {readonly Change[]} changes
 */
export function describe(changes) {
  const told = TOLD.map(([course, verb]) => {
    const names = changes.filter(({ first, last }) => `${first} ${last}` === course);
    return names.length > 0 ? `${list(names.map(({ name }) => name))} ${verb}` : "";
  });
  const renamed = changes.filter(({ first }) => first === "renamed").map(({ name, was, last }) =>
    `${isolated(was ?? "")} is now ${isolated(name)}${last === "left" ? ", and left" : ""}`
  );
  return [...told, ...renamed].filter(Boolean).join(" · ");
}

function list(/** @type {string[]} */ names) {
  const shown = names.length > MAX_NAMES + 1 ? names.slice(0, MAX_NAMES) : names;
  const words = shown.map(isolated);
  if (shown.length < names.length) words.push(`${names.length - shown.length} others`);
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0];
}
