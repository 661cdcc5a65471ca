import type { Completer } from "../../session/step.ts";
import { Completion, type Replacement } from "./completion.ts";
import { Editor } from "./editor.ts";
import { Keyboard } from "./keyboard.ts";

/** How long keys wait for a completion, in ms. A server may be slow or gone. */
const COMPLETION_PATIENCE_MS = 1_000;

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
}

/** The current line, and what the keyboard does to it. */
export class LineInput {
  readonly #handlers: LineInputHandlers;
  readonly #editor: Editor;
  readonly #keyboard: Keyboard;
  #completer: Completer = () => Promise.resolve(undefined);
  #completion?: Completion;
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
    }, history);
    this.#keyboard = new Keyboard({
      keys: (keys) => this.#press(keys),
      paste: (text) => this.#take(() => this.#edit(() => this.#editor.insert(text))),
    });
  }

  /** What has been typed. */
  get line(): string {
    return this.#editor.line;
  }

  /** Position of the cursor, in UTF-16 units. */
  get cursor(): number {
    return this.#editor.cursor;
  }

  /** The completions to show. */
  get hints(): readonly string[] {
    if (this.#isLeaving) return ["Ctrl-C again leaves"];
    return this.#completion?.hints() ?? [];
  }

  /** Handles characters from the keyboard, split anywhere. */
  feed(text: string): void {
    this.#keyboard.feed(text);
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
    for (const part of keys.split(/(\t)/)) {
      if (part === "\t") this.#take(() => this.#editor.press(part));
      else if (part !== "") this.#take(() => this.#edit(() => this.#editor.press(part)));
    }
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
    const asked = this.#completer(this.line.slice(0, this.cursor));
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
