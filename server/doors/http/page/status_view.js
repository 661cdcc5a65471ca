/// <reference lib="dom" />
import { byId } from "./elements.js";

/**
 * What is said of each state of the connection.
 *
 * @type {Record<import("./link.js").State, string>}
 */
const SAID = {
  idle: "",
  open: "",
  over: "",
  connecting: "Connecting …",
  waiting: "Trying again soon. What you write is sent then.",
  replaced: "You are in this conversation in another tab.",
};

/**
 * Shows how the connection is.
 *
 * @param {import("./link.js").State} state
 * @param {string} why Why it is not open.
 */
export function showStatus(state, why) {
  const said = SAID[state];
  byId("status").hidden = said === "";
  byId("status-text").textContent = why ? `${why}. ${said}` : said;
  byId("status-action").textContent = state === "replaced" ? "Use this tab" : "Try now";
  byId("status-action").hidden = state === "connecting";
}
