/// <reference lib="dom" />
import { make } from "./elements.js";
import { rowView } from "./row_view.js";

/** Rows in one block; the browser lays out only the blocks that can be seen. */
const BLOCK_ROWS = 50;
/** How far from the bottom, in pixels, still counts as being there. */
const NEAR_PX = 60;
/** How long rows wait to be shown in a page that nobody looks at, in ms. */
const HIDDEN_MS = 500;

/** @typedef {import("./thread.js").Row} Row @typedef {import("./thread.js").Thread} Thread */

/** Shows a thread. It stays at the bottom if the user was there, and counts what comes if not. */
export class LogView {
  /** Messages below what the user sees. */
  below = 0;
  /** Whether the user is at the bottom. */
  isAtBottom = true;
  #thread;
  #options;
  #list = make("div", { className: "rows" });
  /** @type {Map<number, HTMLElement>} */
  #views = new Map();
  /** @type {Row[]} */
  #waiting = [];
  #isScheduled = false;

  /**
   * @param {Thread} thread
   * @param {object} options
   * @param {() => string} options.me The user's own name.
   * @param {() => void} options.onScroll Told when `below` or `isAtBottom` may have changed.
   * @param {() => void} options.onTop Told when the user is at the first row.
   * @param {(key: number) => void} options.onAgain Told which message is to be sent again.
   */
  constructor(thread, options) {
    this.#thread = thread;
    this.#options = options;
    this.element = make("div", {
      className: "log",
      role: "log",
      tabIndex: 0,
      "aria-label": thread.name ? `Messages with ${thread.name}` : "Messages",
    }, this.#list);
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element.addEventListener("click", (event) => this.#clicked(event));
    new ResizeObserver(() => this.#stick()).observe(this.#list);
    new ResizeObserver(() => this.#stick()).observe(this.element);
    this.add(thread.rows);
  }

  /** Shows rows at the end, with the next frame. @param {readonly Row[]} rows */
  add(rows) {
    this.#waiting.push(...rows);
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    if (document.hidden) setTimeout(() => this.#show(), HIDDEN_MS);
    else requestAnimationFrame(() => this.#show());
  }

  /** Shows a row that changed. @param {Row} row */
  change(row) {
    const view = this.#views.get(row.key);
    if (!view) return;
    const next = rowView(row, this.#options.me());
    this.#views.set(row.key, next);
    view.replaceWith(next);
  }

  /** Shows rows at the beginning, and what is seen stays where it is. @param {Row[]} rows @param {Row} [dropped] */
  prepend(rows, dropped) {
    const { scrollHeight, scrollTop } = this.element;
    if (dropped) this.#remove(dropped.key);
    const block = this.#block();
    block.append(...rows.map((row) => this.#view(row)));
    this.#list.prepend(block);
    this.element.scrollTop = scrollTop + this.element.scrollHeight - scrollHeight;
  }

  /** Takes all rows off the screen. */
  clear() {
    this.#list.replaceChildren();
    this.#views.clear();
  }

  /** Goes to the end. */
  toBottom() {
    this.isAtBottom = true;
    this.#stick();
    this.#scrolled();
  }

  #show() {
    this.#isScheduled = false;
    const rows = this.#waiting.splice(0);
    if (!this.isAtBottom) this.below += rows.filter(({ kind }) => kind === "message").length;
    for (const row of rows) this.#append(row);
    this.#trim();
    this.#stick();
    this.#options.onScroll();
  }

  #append(/** @type {Row} */ row) {
    let block = this.#list.lastElementChild;
    if (!block || block.childElementCount >= BLOCK_ROWS) this.#list.append(block = this.#block());
    if (row.key === this.#thread.unreadFrom) {
      this.#list.querySelector(".unread")?.remove();
      block.append(make("p", { className: "unread" }, make("span", {}, "New")));
    }
    block.append(this.#view(row));
  }

  /** Removes the rows that the thread has forgotten. */
  #trim() {
    const oldest = this.#thread.rows[0]?.key ?? 0;
    for (const key of this.#views.keys()) {
      if (key >= oldest || this.#views.size <= this.#thread.rows.length) return;
      this.#remove(key);
    }
  }

  #remove(/** @type {number} */ key) {
    const view = this.#views.get(key);
    this.#views.delete(key);
    const block = view?.parentElement;
    view?.remove();
    if (block?.childElementCount === 0) block.remove();
  }

  #view(/** @type {Row} */ row) {
    const view = rowView(row, this.#options.me());
    this.#views.set(row.key, view);
    return view;
  }

  #block() {
    return make("div", { className: "block" });
  }

  #stick() {
    if (this.isAtBottom) this.element.scrollTop = this.element.scrollHeight;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    if (clientHeight === 0) return;
    this.isAtBottom = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.isAtBottom) this.below = 0;
    if (scrollTop < NEAR_PX) this.#options.onTop();
    this.#options.onScroll();
  }

  #clicked(/** @type {MouseEvent} */ event) {
    const again = event.target instanceof HTMLElement ? event.target.dataset.again : undefined;
    if (again) this.#options.onAgain(Number(again));
  }
}
