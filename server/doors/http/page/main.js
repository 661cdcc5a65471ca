/**
 * The page of a chat server, put together.
 *
 * @module
 */
/// <reference lib="dom" />
import { offerAlerts } from "./alerts.js";
import { App } from "./app.js";
import { byId } from "./elements.js";
import { rememberedName } from "./storage.js";

const form = /** @type {HTMLFormElement} */ (byId("join"));
const input = /** @type {HTMLInputElement} */ (byId("name"));
const password = /** @type {HTMLInputElement} */ (byId("password"));
const app = new App((why, code) => ask(why, code));

/** Shows the messages, or where to type a name. @param {boolean} isIn */
function show(isIn) {
  form.hidden = isIn;
  byId("app").hidden = !isIn;
}

/**
 * Asks for a name, and for a password where the server wants one.
 *
 * @param {string} why What is wrong with what was given before.
 * @param {string} code The error's code.
 */
function ask(why, code = "") {
  show(false);
  if (code.startsWith("password")) byId("lock").hidden = false;
  byId("refusal").textContent = why;
  input.setAttribute("aria-invalid", `${why !== ""}`);
  input.value ||= rememberedName();
  const field = code.startsWith("password") ? password : input;
  field.focus();
  field.select();
}

function join(/** @type {string} */ name) {
  show(true);
  app.link.join(name, password.value);
  password.value = "";
  app.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = input.value.trim();
  if (name) join(name);
  else ask("Type a name first");
});

/** Opens or closes what stands beside the messages, where there is no room for both. */
function toggleSide(isOpen = !document.body.classList.contains("side-open")) {
  document.body.classList.toggle("side-open", isOpen);
  byId("menu").setAttribute("aria-expanded", `${isOpen}`);
}

byId("menu").addEventListener("click", () => toggleSide());
byId("shade").addEventListener("click", () => toggleSide(false));
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !document.body.classList.contains("side-open")) return;
  toggleSide(false);
  byId("menu").focus();
});
byId("files").addEventListener("click", () => app.showFiles());
byId("help").addEventListener("click", () => app.showHelp());
byId("leave").addEventListener("click", () => app.leave());
byId("status-action").addEventListener("click", () => {
  if (app.link.state === "replaced") join(app.link.name);
  else app.link.hurry();
});

addEventListener("online", () => app.link.hurry());
addEventListener("pagehide", () => app.keep());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) app.keep();
  else app.link.hurry();
});

/** The keyboard of a phone covers part of the page, and some browsers tell only this of it. */
function fit() {
  const { height, offsetTop } = globalThis.visualViewport ?? { height: innerHeight, offsetTop: 0 };
  document.documentElement.style.setProperty("--height", `${height}px`);
  document.documentElement.style.setProperty("--top", `${offsetTop}px`);
}
for (const type of ["resize", "scroll"]) globalThis.visualViewport?.addEventListener(type, fit);

offerAlerts();
if (app.link.save().secret) join(app.link.name);
else ask("");
