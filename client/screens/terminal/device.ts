import process from "node:process";
import type { Size } from "./painter.ts";

/** The default size of a terminal. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

/** Bracketed paste: https://invisible-island.net/xterm/xterm-paste64.html */
const BRACKETED_PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l" } as const;

/** The events of a terminal. */
export interface DeviceHandlers {
  /** Characters from the keyboard. */
  input: (text: string) => void;
  /** The input has ended, or the program is asked to end. */
  end: () => void;
  /** The size has changed. */
  resized: () => void;
}

/** A terminal in raw mode. */
export interface Device {
  /** Writes to the screen. */
  write(text: string): void;
  /** The current size. */
  size(): Size;
  /** Restores the terminal. */
  close(): void;
}

/** Opens the terminal of standard input and output in raw mode. */
export function openDevice({ input, end, resized }: DeviceHandlers): Device {
  const write = (text: string) => void process.stdout.write(text);
  // Neither piped nor cancelled: who asks for a password later reads from the same stream.
  const reader = Deno.stdin.readable.getReader();
  const decoder = new TextDecoder();
  const read = async () => {
    try {
      for (let next; !(next = await reader.read()).done;) {
        input(decoder.decode(next.value, { stream: true }));
      }
    } finally {
      end();
    }
  };
  Deno.stdin.setRaw(true);
  write(BRACKETED_PASTE.on);
  listen("add", ["SIGWINCH"], resized);
  listen("add", ["SIGTERM", "SIGINT"], end);
  read().catch(() => {});
  return {
    write,
    size,
    close() {
      write(BRACKETED_PASTE.off);
      listen("remove", ["SIGWINCH"], resized);
      listen("remove", ["SIGTERM", "SIGINT"], end);
      Deno.stdin.setRaw(false);
      reader.releaseLock();
    },
  };
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
