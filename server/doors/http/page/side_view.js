/// <reference lib="dom" />
import { byId, make } from "./elements.js";
import { nameView, picture } from "./row_view.js";
import { isolated } from "./text.js";

/** @typedef {import("./room.js").Room} Room @typedef {import("./thread.js").Thread} Thread */

/** Beside the messages: the conversations there are, and who is online. */
export class SideView {
  #room;
  #open;
  #isScheduled = false;

  /**
   * @param {Room} room
   * @param {(name: string) => void} open Opens the conversation with somebody, or with everyone.
   */
  constructor(room, open) {
    this.#room = room;
    this.#open = open;
    byId("side").addEventListener("click", (event) => this.#clicked(event));
  }

  /** Shows what changed, with the next frame. @param {string} current Whom the open conversation is with. */
  update(current) {
    this.current = current;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#show(), 16);
  }

  #show() {
    this.#isScheduled = false;
    const { people, threads, unread, me } = this.#room;
    replace(byId("threads"), [...threads.values()].map((thread) => this.#thread(thread)));
    replace(byId("people"), people.map((name) => this.#person(name)));
    byId("count").textContent = `${people.length}`;
    byId("online").textContent = this.#subtitle();
    byId("me").replaceChildren(picture(me), nameView(me));
    byId("menu-count").textContent = unread ? `${unread}` : "";
    byId("menu").setAttribute("aria-label", `Conversations and people, ${unread} unread`);
    document.title = `${unread ? `(${unread}) ` : ""}${location.host} – chat`;
  }

  #subtitle() {
    const { people } = this.#room;
    if (this.current) return people.includes(this.current) ? "Private, online" : "Private, offline";
    return people.length === 1 ? "Only you are here" : `${people.length} online`;
  }

  #thread(/** @type {Thread} */ { name, unread }) {
    const label = name ? nameView(name) : make("span", { className: "all" }, "Everyone");
    const mark = name
      ? picture(name)
      : make("span", { className: "picture hash", "aria-hidden": "true" }, "#");
    const button = make("button", { type: "button", "data-open": name }, mark, label);
    if (name === this.current) button.setAttribute("aria-current", "true");
    if (unread > 0) {
      button.append(
        make(
          "span",
          { className: "badge" },
          `${unread}`,
          make("span", { className: "unseen" }, " unread"),
        ),
      );
    }
    return make("li", {}, button);
  }

  #person(/** @type {string} */ name) {
    if (name === this.#room.me) {
      return make(
        "li",
        {},
        make("span", { className: "you" }, picture(name), nameView(name), " (you)"),
      );
    }
    const title = `Write to ${isolated(name)} alone`;
    return make(
      "li",
      {},
      make("button", { type: "button", "data-open": name, title }, picture(name), nameView(name)),
    );
  }

  #clicked(/** @type {MouseEvent} */ event) {
    const button = event.target instanceof Element ? event.target.closest("[data-open]") : null;
    if (button instanceof HTMLElement) this.#open(button.dataset.open ?? "");
  }
}

/** Replaces what a list holds; the keyboard stays on the entry that it was on. */
function replace(/** @type {HTMLElement} */ list, /** @type {HTMLElement[]} */ entries) {
  const focused = list.contains(document.activeElement)
    ? /** @type {HTMLElement} */ (document.activeElement).dataset.open
    : undefined;
  list.replaceChildren(...entries);
  if (focused === undefined) return;
  const again = [...list.querySelectorAll("button")].find(({ dataset }) =>
    dataset.open === focused
  );
  again?.focus();
}
