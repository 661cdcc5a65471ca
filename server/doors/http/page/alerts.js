/**
 * Notifications, for who asked for them.
 *
 * @module
 */
/// <reference lib="dom" />
import { byId } from "./elements.js";
import { printable } from "./text.js";

/** Most characters of a text that a notification shows. */
const MAX_CHARS = 200;

/** Lets the user switch notifications on, where the browser has them. */
export function offerAlerts() {
  const button = /** @type {HTMLButtonElement} */ (byId("alerts"));
  const show = () => {
    const isOn = Notification.permission === "granted";
    button.hidden = Notification.permission === "denied";
    button.setAttribute("aria-pressed", `${isOn}`);
    button.title = isOn ? "Notifications are on" : "Notify me of messages while I look elsewhere";
  };
  // Browsers have them on HTTPS and on this machine only.
  if (!("Notification" in globalThis) || !isSecureContext) return;
  show();
  button.addEventListener("click", () => Notification.requestPermission().then(show));
}

/**
 * Tells of a message that the user does not see.
 *
 * @param {import("./thread.js").Message} message
 * @param {string} thread Whom the conversation is with.
 * @param {() => void} open Opens it.
 */
export function alertOf({ from, text }, thread, open) {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  const title = thread ? `${printable(from)} (private)` : printable(from);
  const body = printable(text).slice(0, MAX_CHARS);
  try {
    const alert = new Notification(title, { body, tag: `thread ${thread}` });
    alert.onclick = () => (focus(), open(), alert.close());
  } catch {
    // Browsers of phones take them from service workers only.
  }
}
