/// <reference lib="dom" />
import { complete } from "./completion.js";
import { byId, make } from "./elements.js";

/** Most characters of a text. */
const MAX_CHARS = 65_535;

/** Where the user types: several lines, names and commands completed, the last text brought back. */
export class Composer {
  #options;
  #form = /** @type {HTMLFormElement} */ (byId("composer"));
  #input = /** @type {HTMLTextAreaElement} */ (byId("text"));
  #list = byId("options");
  /** @type {import("./completion.js").Completion | undefined} */
  #completion;
  #chosen = 0;
  #lastSent = "";

  /**
   * @param {object} options
   * @param {() => readonly string[]} options.names Who is online.
   * @param {(text: string) => void} options.onText Takes what was typed.
   */
  constructor(options) {
    this.#options = options;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("blur", () => this.#offer(undefined));
    this.#list.addEventListener("pointerdown", (event) => this.#picked(event));
  }

  /** What is typed. */
  get text() {
    return this.#input.value;
  }

  set text(text) {
    this.#input.value = text;
    this.#typed();
  }

  /** Lets the user type. */
  focus() {
    this.#input.focus();
  }

  /** Says to whom it goes. @param {string} label */
  set label(label) {
    this.#input.placeholder = label;
    this.#input.setAttribute("aria-label", label);
  }

  #send() {
    const text = this.text.replace(/\s+$/, "");
    if (text === "") return;
    const count = [...text].length;
    if (count > MAX_CHARS) {
      this.#input.setCustomValidity(`A message has at most ${MAX_CHARS} characters, not ${count}.`);
      return void this.#input.reportValidity();
    }
    this.#lastSent = text;
    this.text = "";
    this.#options.onText(text);
  }

  #typed() {
    this.#input.setCustomValidity("");
    // Where CSS cannot let it grow with its text, the rows are counted.
    if (!CSS.supports("field-sizing", "content")) {
      this.#input.rows = Math.min(8, this.text.split("\n").length);
    }
    const completion = this.#complete();
    this.#offer(completion?.eager ? completion : undefined);
  }

  #complete() {
    const { selectionStart, selectionEnd } = this.#input;
    if (selectionStart !== selectionEnd) return undefined;
    return complete(this.text, selectionStart, this.#options.names());
  }

  #pressed(/** @type {KeyboardEvent} */ event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const isDone = this.#completion ? this.#steer(event) : this.#edit(event);
    if (isDone) event.preventDefault();
  }

  /** What a key does while suggestions are shown. */
  #steer(/** @type {KeyboardEvent} */ { key, shiftKey }) {
    const count = this.#completion?.options.length ?? 0;
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.#choose((this.#chosen + (key === "ArrowDown" ? 1 : count - 1)) % count);
    } else if (key === "Enter" && !shiftKey && this.#isTypedOut()) this.#send();
    else if (key === "Tab" && !shiftKey || key === "Enter") this.#take(this.#chosen);
    else if (key === "Escape") this.#offer(undefined);
    else return false;
    return true;
  }

  /** Whether the chosen suggestion stands there already, so that nothing is left to complete. */
  #isTypedOut() {
    const { start, options } = this.#completion ?? { start: 0, options: [] };
    return this.text.slice(start, this.#input.selectionStart) === options[this.#chosen]?.trim();
  }

  #edit(/** @type {KeyboardEvent} */ { key, shiftKey }) {
    if (key === "Enter" && !shiftKey) return this.#send(), true;
    if (key === "ArrowUp" && this.text === "" && this.#lastSent) {
      this.text = this.#lastSent;
      return true;
    }
    // Where there is nothing to complete, Tab goes on to the next element, as everywhere.
    const completion = key === "Tab" && !shiftKey ? this.#complete() : undefined;
    if (!completion) return false;
    this.#offer(completion);
    if (completion.options.length === 1) this.#take(0);
    return true;
  }

  #offer(/** @type {import("./completion.js").Completion | undefined} */ completion) {
    this.#completion = completion;
    this.#list.hidden = !completion;
    this.#list.replaceChildren(
      ...(completion?.options ?? []).map((option, i) =>
        make("li", { id: `option-${i}`, role: "option" }, make("bdi", {}, option.trim()))
      ),
    );
    if (completion) this.#choose(0);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #choose(/** @type {number} */ index) {
    this.#chosen = index;
    [...this.#list.children].forEach((option, i) =>
      option.setAttribute("aria-selected", `${i === index}`)
    );
    this.#input.setAttribute("aria-activedescendant", `option-${index}`);
  }

  #take(/** @type {number} */ index) {
    const { start, options } = this.#completion ?? { start: 0, options: [] };
    this.#input.setRangeText(options[index] ?? "", start, this.#input.selectionStart, "end");
    this.#typed();
    this.#offer(undefined);
  }

  #picked(/** @type {PointerEvent} */ event) {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest("li") : null;
    if (option) this.#take([...this.#list.children].indexOf(option));
  }
}
