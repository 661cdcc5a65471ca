import process from "node:process";
import { CursorQuestion } from "./cursor_question.ts";
import type { Cell, Size } from "./size.ts";

/** The default size of a terminal. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

/** Bracketed paste: https://invisible-island.net/xterm/xterm-paste64.html */
const BRACKETED_PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l" } as const;

/** How long after the signal the program is known not to have stopped, in ms. */
const NOT_STOPPED_MS = 200;

/** The events of a terminal. */
export interface DeviceHandlers {
  /** Characters from the keyboard. */
  input: (text: string) => void;
  /** The input has ended, or the program is asked to end. */
  end: () => void;
  /** The size has changed. */
  resized: () => void;
  /** The program goes on after it was suspended. The cursor is at the left edge of a free row. */
  resumed: () => void;
}

/** The terminal of standard input and output, in raw mode. */
export class Device {
  readonly #handlers: DeviceHandlers;
  // Neither piped nor cancelled: who asks for a password later reads from the same stream.
  readonly #reader = Deno.stdin.readable.getReader();
  readonly #question: CursorQuestion;
  #suspended = false;
  #closed = false;

  /** Takes the terminal. */
  constructor(handlers: DeviceHandlers) {
    this.#handlers = handlers;
    this.#question = new CursorQuestion({
      write: (text) => this.write(text),
      input: handlers.input,
    });
    this.#take();
    listen("add", ["SIGWINCH"], handlers.resized);
    listen("add", ["SIGCONT"], this.#goOn);
    listen("add", ["SIGTERM", "SIGINT"], handlers.end);
    this.#read().catch(() => {});
  }

  /** Writes to the screen. */
  write(text: string): void {
    process.stdout.write(text);
  }

  /** The current size. */
  size(): Size {
    return size();
  }

  /** Asks the terminal where the cursor is; nothing if it does not answer, or is the shell's. */
  async cursor(): Promise<Cell | undefined> {
    return this.#suspended || this.#closed ? undefined : await this.#question.ask();
  }

  /**
   * Gives the terminal back to the shell and stops the program, until the shell lets it go on.
   *
   * @returns Whether the program may stop itself: before Deno 2.9, it may not.
   */
  async suspend(): Promise<boolean> {
    this.#suspended = true;
    this.#question.cancel();
    await new Promise((done) => process.stdout.write(BRACKETED_PASTE.off, done));
    Deno.stdin.setRaw(false);
    try {
      Deno.kill(Deno.pid, "SIGTSTP");
    } catch {
      this.#goOn();
      return false;
    }
    // Where nobody could let the program go on, the system does not stop it.
    setTimeout(() => this.#suspended && this.#goOn(), NOT_STOPPED_MS);
    return true;
  }

  /** Restores the terminal. */
  close(): void {
    const { resized, end } = this.#handlers;
    this.#suspended = false;
    this.#closed = true;
    this.#question.cancel();
    this.write(BRACKETED_PASTE.off);
    listen("remove", ["SIGCONT"], this.#goOn);
    listen("remove", ["SIGWINCH"], resized);
    listen("remove", ["SIGTERM", "SIGINT"], end);
    Deno.stdin.setRaw(false);
    this.#reader.releaseLock();
  }

  #take(): void {
    Deno.stdin.setRaw(true);
    this.write(BRACKETED_PASTE.on);
  }

  /** Takes the terminal again; also after SIGSTOP, which no program is told of before. */
  readonly #goOn = (): void => {
    if (!this.#suspended) this.write("\r\n");
    this.#suspended = false;
    this.#take();
    this.#handlers.resumed();
  };

  async #read(): Promise<void> {
    const { input, end } = this.#handlers;
    const decoder = new TextDecoder();
    try {
      for (let next; !(next = await this.#reader.read()).done;) {
        const text = this.#question.take(decoder.decode(next.value, { stream: true }));
        if (text !== "") input(text);
      }
    } finally {
      end();
    }
  }
}

/**
 * Starts or stops listening to signals. Windows has few of them: there, the size is read each time
 * something is drawn, and ending the program ends it immediately.
 */
function listen(what: "add" | "remove", signals: Deno.Signal[], heard: () => void): void {
  for (const signal of signals) {
    try {
      if (what === "add") Deno.addSignalListener(signal, heard);
      else Deno.removeSignalListener(signal, heard);
    } catch {
      // Not available on Windows.
    }
  }
}

function size(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : USUAL_SIZE;
  } catch {
    return USUAL_SIZE;
  }
}
