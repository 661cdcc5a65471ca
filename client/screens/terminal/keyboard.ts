const PASTE_BEGINS = "\x1b[200~";
const PASTE_ENDS = "\x1b[201~";
// deno-lint-ignore no-control-regex
const NOT_TEXT = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Handlers for keys and pastes. */
export interface KeyboardHandlers {
  /** Keys, as terminals encode them. */
  keys: (keys: string) => void;
  /** A pasted text. Its lines end in `\n`, and other control characters except tabs are removed. */
  paste: (text: string) => void;
}

/**
 * Separates pastes from keys, in a terminal with bracketed paste.
 *
 * @example
 * ```ts
 * import { Keyboard } from "./keyboard.ts";
 *
 * const keyboard = new Keyboard({ keys: console.log, paste: console.log });
 * keyboard.feed("a\x1b[200~one\rtwo\x1b[201~"); // keys "a", paste "one\ntwo"
 * ```
 */
export class Keyboard {
  readonly #handlers: KeyboardHandlers;
  #held = "";
  #pasted: string[] | undefined;

  /** Creates a keyboard for handlers. */
  constructor(handlers: KeyboardHandlers) {
    this.#handlers = handlers;
  }

  /** Handles the next characters, split anywhere. */
  feed(chunk: string): void {
    let rest = this.#held + chunk;
    this.#held = "";
    while (rest !== "") {
      const marker = this.#pasted ? PASTE_ENDS : PASTE_BEGINS;
      const at = rest.indexOf(marker);
      if (at < 0) return this.#takeAllBut(rest, marker);
      this.#take(rest.slice(0, at));
      this.#turn();
      rest = rest.slice(at + marker.length);
    }
  }

  /** Handles what cannot be the start of a marker, and keeps the rest for later. */
  #takeAllBut(rest: string, marker: string): void {
    let kept = Math.min(marker.length - 1, rest.length);
    while (kept > 0 && !marker.startsWith(rest.slice(-kept))) kept--;
    this.#held = rest.slice(rest.length - kept);
    this.#take(rest.slice(0, rest.length - kept));
  }

  #take(text: string): void {
    if (this.#pasted) this.#pasted.push(text);
    else if (text !== "") this.#handlers.keys(text);
  }

  #turn(): void {
    const pasted = this.#pasted?.join("");
    this.#pasted = pasted === undefined ? [] : undefined;
    if (pasted === undefined) return;
    const text = pasted.replace(/\r\n?/g, "\n").replace(NOT_TEXT, "").toWellFormed();
    this.#handlers.paste(text.replace(/\n+$/, ""));
  }
}
