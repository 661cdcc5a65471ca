/**
 * How a row of a thread looks.
 *
 * @module
 */
/// <reference lib="dom" />
import { dayOf, momentOf, timeOf } from "./dates.js";
import { make } from "./elements.js";
import { describe } from "./folding.js";
import { hueOf, initialOf, isolated, linkify, mentions, printable } from "./text.js";
import { isDeed } from "./thread.js";

/**
 * @typedef {import("./thread.js").Row} Row
 * @typedef {import("./thread.js").Message} Message
 */

/**
 * Makes the element of a row.
 *
 * @param {Row} row
 * @param {string} me The user's own name.
 * @returns {HTMLElement}
 */
export function rowView(row, me) {
  if (row.kind === "message") return messageView(row, me);
  if (row.kind === "day") {
    return make("p", { className: "day" }, make("span", {}, dayOf(row.time)));
  }
  const text = row.kind === "presence" ? describe(row.changes) : row.text;
  return make("p", { className: "note", dir: "auto", title: momentOf(row.time) }, text);
}

/** The picture of somebody: their initial in their colour. @param {string} name */
export function picture(name) {
  const view = make("span", { className: "picture", "aria-hidden": "true" }, initialOf(name));
  view.style.setProperty("--hue", `${hueOf(name)}`);
  return view;
}

/** A name in its colour. @param {string} name */
export function nameView(name) {
  const view = make("bdi", { className: "name" }, printable(name));
  view.style.setProperty("--hue", `${hueOf(name)}`);
  return view;
}

function messageView(/** @type {Message} */ row, /** @type {string} */ me) {
  const isMention = !row.own && me !== "" && mentions(row.text, me);
  const names = ["message"];
  if (row.isFollowing) names.push("following");
  if (row.own) names.push("own");
  if (isMention) names.push("mention");
  if (row.id !== undefined) names.push("sending");
  const view = make("div", { className: names.join(" ") });
  if (isDeed(row.text)) view.append(...deed(row));
  else view.append(...head(row), textView(row.text));
  if (row.failure) view.append(failure(row));
  return view;
}

/** @returns {HTMLElement[]} */
function head(/** @type {Message} */ row) {
  const time = timeView(row.time);
  // A screen reader says who speaks at each message, also where others see it above.
  if (row.isFollowing) {
    return [make("span", { className: "unseen" }, `${isolated(row.from)}: `), time];
  }
  return [picture(row.from), make("div", { className: "head" }, nameView(row.from), " ", time)];
}

/** @returns {HTMLElement[]} */
function deed(/** @type {Message} */ row) {
  const text = textView(row.text.slice("/me ".length));
  text.prepend(nameView(row.from), " ");
  text.classList.add("deed");
  return [timeView(row.time), text];
}

function timeView(/** @type {number} */ ms) {
  const time = make("time", { title: momentOf(ms) }, timeOf(ms));
  time.dateTime = new Date(ms).toISOString();
  return time;
}

function textView(/** @type {string} */ text) {
  const view = make("div", { className: "text", dir: "auto" });
  for (const { text: part, href } of linkify(printable(text).replace(/\n+$/, ""))) {
    view.append(
      href ? make("a", { href, rel: "noopener noreferrer", target: "_blank" }, part) : part,
    );
  }
  return view;
}

function failure(/** @type {Message} */ row) {
  return make(
    "div",
    { className: "failure" },
    `Not sent: ${printable(row.failure ?? "")} `,
    make("button", { type: "button", "data-again": `${row.key}` }, "Send again"),
  );
}
