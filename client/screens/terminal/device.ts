import process from "node:process";
import type { Size } from "./painter.ts";

/** What a terminal does when nothing else is known of it. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

/** Brackets around what is pasted: https://invisible-island.net/xterm/xterm-paste64.html */
const BRACKETED_PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l" } as const;

/** What a terminal tells of. */
export interface DeviceHandlers {
  /** Characters from the keyboard. */
  input: (text: string) => void;
  /** No more will come, or the program is told to end. */
  end: () => void;
  /** The size has changed. */
  resized: () => void;
}

/** A terminal in raw mode. */
export interface Device {
  /** Writes to the screen. */
  write(text: string): void;
  /** The size as of now. */
  size(): Size;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Takes the terminal that is standard input and output, in raw mode. */
export function openDevice({ input, end, resized }: DeviceHandlers): Device {
  const write = (text: string) => void process.stdout.write(text);
  const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    try {
      for (let next; !(next = await reader.read()).done;) input(next.value);
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
      reader.cancel().catch(() => {});
    },
  };
}

/**
 * Begins or ends to listen to signals. Windows has few of them: there, the size is looked at each
 * time something is drawn, and who ends the program ends it at once.
 */
function listen(what: "add" | "remove", signals: Deno.Signal[], heard: () => void): void {
  for (const signal of signals) {
    try {
      if (what === "add") Deno.addSignalListener(signal, heard);
      else Deno.removeSignalListener(signal, heard);
    } catch {
      // As said above.
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
