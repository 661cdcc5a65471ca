import type { Printable } from "../../../protocol/mod.ts";
import type { Completer } from "../../session/step.ts";
import { Completion, type Replacement } from "./completion.ts";
import type { Editing } from "./editing.ts";
import { Editor } from "./editor.ts";
import { HistorySearch } from "./history_search.ts";
import { Keyboard } from "./keyboard.ts";
import { searchByKeys } from "./search_keys.ts";

/** How long keys wait for a completion, in ms. A server may be slow or gone. */
const COMPLETION_PATIENCE_MS = 1_000;

/** Ctrl-R, which begins a search. */
const SEARCH = "\x12";

/** Tab and Ctrl-R, which change what the keys after them do. */
// deno-lint-ignore no-control-regex
const APART = /([\t\x12])/;

/** Esc alone. The keyboard would wait for the rest of another key. */
const ESC = "\x1b";

/** The events of the keyboard. */
export interface LineInputHandlers {
  /** Enter: the whole line, including pasted line breaks. */
  entered: (line: string) => void;
  /** The line, the cursor or the hints have changed. */
  changed: () => void;
  /** Ctrl-L. */
  clear: () => void;
  /** Ctrl-D in an empty line, or Ctrl-C twice. */
  left: () => void;
  /** Ctrl-Z. */
  suspended: () => void;
  /**
   * Says what a second Ctrl-C does.
   *
   * @default it leaves
   */
  warning?: string;
}

/** The current line, and what the keyboard does to it. */
export class LineInput {
  readonly #handlers: LineInputHandlers;
  readonly #editor: Editor;
  readonly #keyboard: Keyboard;
  #completer: Completer = () => Promise.resolve(undefined);
  #completion?: Completion;
  #search?: HistorySearch;
  /** What was searched for last: Ctrl-R twice searches for it again. */
  #searched = "";
  /** Whether Ctrl-C was pressed in an empty line, and no other key since. */
  #isLeaving = false;
  /** The keys that wait for a completion. */
  #held?: (() => void)[];
  #closed = false;

  /**
   * Begins with an empty line.
   *
   * @param history Earlier lines, the latest first.
   */
  constructor(handlers: LineInputHandlers, history: readonly string[]) {
    this.#handlers = handlers;
    this.#editor = new Editor({
      line: handlers.entered,
      tab: () => this.#tab(),
      interrupt: () => this.#interrupt(),
      end: handlers.left,
      clear: handlers.clear,
      suspend: handlers.suspended,
    }, history);
    this.#keyboard = new Keyboard({
      keys: (keys) => this.#press(keys),
      paste: (text) => this.#take(() => this.#paste(text)),
    });
  }

  /** What has been typed, and the cursor; during a search, what is found. */
  get shown(): Editing {
    return this.#search?.found ?? this.#editor;
  }

  /** What stands in place of the prompt, during a search. */
  get prompt(): Printable | undefined {
    return this.#search?.prompt;
  }

  /** The completions to show. */
  get hints(): readonly string[] {
    if (this.#isLeaving) return [this.#handlers.warning ?? "Ctrl-C again leaves"];
    return this.#completion?.hints() ?? [];
  }

  /** Handles characters from the keyboard, split anywhere. */
  feed(text: string): void {
    if (this.#search && text === ESC) this.#take(() => this.#giveUp());
    else this.#keyboard.feed(text);
  }

  /** Sets the completer for the Tab key. */
  setCompleter(complete: Completer): void {
    this.#completer = complete;
  }

  /** Stops handling keys. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#editor.close();
  }

  /** Handles a key. During a completion, keys wait. */
  #take(key: () => void): void {
    if (this.#closed) return;
    if (this.#held) this.#held.push(key);
    else key();
    this.#handlers.changed();
  }

  #press(keys: string): void {
    for (const part of keys.split(APART)) {
      if (part === "\t") this.#take(() => this.#complete());
      else if (part !== "") this.#take(() => this.#key(part));
    }
  }

  #key(keys: string): void {
    if (this.#search) this.#seek(keys);
    else if (keys === SEARCH) this.#begin();
    else this.#edit(() => this.#editor.press(keys));
  }

  #paste(text: string): void {
    this.#accept();
    this.#edit(() => this.#editor.insert(text));
  }

  #complete(): void {
    this.#accept();
    this.#editor.press("\t");
  }

  #begin(): void {
    this.#edit(() => {
      const { line, cursor } = this.#editor;
      this.#search = new HistorySearch(this.#editor.history, { line, cursor });
    });
  }

  /** Gives keys to the search. What it does not take is for the line that was found. */
  #seek(keys: string): void {
    const search = this.#search!;
    if (keys === SEARCH && search.wanted === "") return search.add(this.#searched);
    const step = searchByKeys(search, keys);
    if (step.type === "on") return;
    if (step.type === "taken") this.#accept();
    else this.#giveUp();
    if (step.type === "dropped") this.#editor.drop();
    if (step.rest !== "") this.#key(step.rest);
  }

  /** Ends a search, with what was found. */
  #accept(): void {
    if (!this.#search) return;
    this.#editor.show(this.#search.found);
    if (this.#search.wanted !== "") this.#searched = this.#search.wanted;
    this.#giveUp();
  }

  /** Ends a search; the line is what it was. */
  #giveUp(): void {
    this.#search = undefined;
  }

  /** Any key except Tab ends a completion. */
  #edit(change: () => void): void {
    this.#completion = undefined;
    const wasLeaving = this.#isLeaving;
    change();
    if (wasLeaving) this.#isLeaving = false;
  }

  /** Ctrl-C: clears the line; in an empty one, leaves if it is pressed again. */
  #interrupt(): void {
    if (this.#editor.line !== "") return this.#editor.drop();
    if (this.#isLeaving) return this.#handlers.left();
    this.#isLeaving = true;
  }

  /** Tab: inserts the next choice, or looks for completions. */
  async #tab(): Promise<void> {
    if (this.#completion?.isOpen) return this.#put(this.#completion.next());
    this.#held = [];
    const asked = this.#completer(this.#editor.line.slice(0, this.#editor.cursor));
    const choices = await within(COMPLETION_PATIENCE_MS, asked);
    if (choices) {
      this.#completion = new Completion(choices);
      this.#put(this.#completion.first());
    }
    const held = this.#held;
    this.#held = undefined;
    for (const key of held) this.#take(key);
    this.#handlers.changed();
  }

  #put({ from, text }: Replacement): void {
    this.#editor.replace(from, text);
  }
}

/** Waits for a promise, with a time limit. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
