/**
 * What was said in one place: to everyone, or with one person.
 *
 * @module
 */
import { isSameDay } from "./dates.js";
import { fold } from "./folding.js";

/** Most rows kept of a thread; what is older is forgotten in steps. */
export const MAX_ROWS = 20_000;
const STEP_ROWS = 2_000;

/** Two messages of one person are shown as one if no more time than this lies between them, in ms. */
const GROUP_MS = 300_000;

/**
 * @typedef {object} Message
 * @property {"message"} kind
 * @property {number} key Grows from row to row of a page.
 * @property {number} time In ms since 1970 UTC.
 * @property {string} from
 * @property {string} text
 * @property {boolean} [own]
 * @property {boolean} [isFollowing] Whether it follows another one of the same person.
 * @property {number} [id] The request it was sent by, until that is answered.
 * @property {string} [failure] Why it did not arrive.
 *
 * @typedef {{ kind: "presence", key: number, time: number, changes: import("./folding.js").Change[] }} Presence
 * @typedef {{ kind: "note" | "day", key: number, time: number, text: string }} Note
 * @typedef {Message | Presence | Note} Row
 * @typedef {Omit<Message, "key"> | Omit<Presence, "key"> | Omit<Note, "key">} NewRow
 */

/** Keys of rows: those of earlier messages go down from 0. */
let [lastKey, firstKey] = [0, 0];

/** One thread. */
export class Thread {
  /** @type {Row[]} */
  rows = [];
  /** Messages that the user has not seen, and the key of the first of them. */
  unread = 0;
  /** @type {number | undefined} */
  unreadFrom;
  /** What was typed and not sent yet. */
  draft = "";

  /** @param {string} name Whom it is with; nothing for everyone. */
  constructor(name) {
    this.name = name;
  }

  /**
   * Adds a row at the end, behind the day if that is another one.
   *
   * @param {NewRow} row
   * @returns {Row[]} What was added.
   */
  add(row) {
    const added = /** @type {Row[]} */ (chained([row], this.rows.at(-1), () => ++lastKey));
    this.rows.push(...added);
    if (this.rows.length > MAX_ROWS) this.rows.splice(0, STEP_ROWS);
    return added;
  }

  /**
   * Notes that somebody came or went; what happened just before is in the same row.
   *
   * @param {Parameters<typeof fold>[1] & { time: number }} event
   * @returns {Row[]} What was added; nothing if that row has changed.
   */
  addPresence(event) {
    const last = this.rows.at(-1);
    const isSame = last?.kind === "presence" && isSameDay(last.time, event.time);
    if (isSame) fold(last.changes, event);
    return isSame ? [] : this.add({ kind: "presence", time: event.time, changes: fold([], event) });
  }

  /**
   * Adds older messages before all others.
   *
   * @param {Omit<Message, "key">[]} messages Oldest first.
   * @returns {{ added: Row[], dropped?: Row }} What was added, and the row that is not needed any more.
   */
  prepend(messages) {
    const added = chained(messages, undefined, () => 0);
    // The day that stood on top is told twice if these end on the same one.
    const [top] = this.rows;
    const last = messages.at(-1);
    const dropped = top?.kind === "day" && last && isSameDay(top.time, last.time) ? top : undefined;
    if (dropped) this.rows.shift();
    firstKey -= added.length;
    added.forEach((row, i) => row.key = firstKey + i);
    this.rows.unshift(...added);
    return { added, dropped };
  }
}

/**
 * Gives rows their keys, tells which message follows one of the same person, and puts days between.
 *
 * @param {NewRow[]} rows
 * @param {Row | undefined} before What stands before them.
 * @param {() => number} nextKey
 * @returns {Row[]}
 */
function chained(rows, before, nextKey) {
  /** @type {Row[]} */
  const all = [];
  for (const row of rows) {
    if (!before || !isSameDay(before.time, row.time)) {
      all.push({ kind: "day", key: nextKey(), time: row.time, text: "" });
    }
    before = all.at(-1)?.kind === "day" ? all.at(-1) : before;
    const next = /** @type {Row} */ ({ ...row, key: nextKey() });
    if (next.kind === "message") next.isFollowing = follows(next, before);
    all.push(next);
    before = next;
  }
  return all;
}

function follows(/** @type {Message} */ row, /** @type {Row | undefined} */ before) {
  return before?.kind === "message" && before.from === row.from &&
    row.time - before.time < GROUP_MS && !isDeed(row.text) && !isDeed(before.text);
}

/** Whether a message says what somebody does. @param {string} text */
export function isDeed(text) {
  return text.startsWith("/me ");
}
