import { unicode, xterm } from "./xterm.ts";
import { commandLine, type ProgramOptions } from "./program.ts";
import { testWith } from "./needs.ts";
import { missing, Watch } from "./watch.ts";

/** What the keys send. */
export const KEY = {
  enter: "\r",
  tab: "\t",
  backspace: "\x7f",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  wordLeft: "\x1bb",
  ctrlA: "\x01",
  ctrlC: "\x03",
  ctrlD: "\x04",
  ctrlL: "\x0c",
  ctrlU: "\x15",
  ctrlW: "\x17",
} as const;

/** A place on the screen, from 0. */
export interface Place {
  x: number;
  y: number;
}

/** Options of {@linkcode Pty.start}. */
export interface PtyOptions extends ProgramOptions {
  /** @default {80} */
  columns?: number;
  /** @default {24} */
  rows?: number;
  /** What runs the program, in place of the usual command. */
  command?: readonly string[];
}

/**
 * The program in a terminal of a given size: `script` (part of every Debian) owns the
 * pseudo-terminal, xterm.js draws what the program sends, and the test reads the screen.
 *
 * @example
 * ```ts ignore
 * await using alice = await Pty.start(["connect", "alice", "127.0.0.1", port], { columns: 40 });
 * await alice.waitFor("alice → everyone ›");
 * await alice.type("hello\r");
 * assertEquals(await alice.screen(), ["…"]);
 * ```
 */
export class Pty implements AsyncDisposable {
  /** How often the bell rang. */
  bells = 0;
  /** Everything the program has written. */
  raw = "";
  /** The process in the terminal. */
  pid = 0;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #terminal: xterm.Terminal;
  readonly #reading: Promise<unknown>;
  readonly #state: string;
  #tty = "";
  readonly #watch = new Watch();
  #exited = false;

  private constructor(child: Deno.ChildProcess, columns: number, rows: number, state: string) {
    this.#child = child;
    this.#state = state;
    this.#input = child.stdin.getWriter();
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#terminal.loadAddon(new unicode.Unicode11Addon());
    this.#terminal.unicode.activeVersion = "11";
    this.#terminal.onBell(() => this.bells++);
    // What the terminal itself answers, as to where the cursor is. The program may have ended.
    this.#terminal.onData((answer) => void this.type(answer).catch(() => {}));
    this.#reading = this.#draw().then(() => child.status).then(() => {
      this.#exited = true;
      this.#watch.changed();
    });
  }

  /** Starts the program with arguments; its state folder is a temporary one unless `env` names one. */
  static async start(args: readonly string[], options: PtyOptions = {}): Promise<Pty> {
    const { columns = 80, rows = 24, env, cwd, command: run = commandLine() } = options;
    const state = await Deno.makeTempDir();
    const command = [...run, ...args].map(quote).join(" ");
    const child = new Deno.Command("script", {
      args: [
        "-qefc",
        `stty cols ${columns} rows ${rows}; echo "pty:$(tty):$$:"; exec ${command}`,
        "/dev/null",
      ],
      env: {
        SHELL: "/bin/sh",
        TERM: "xterm-256color",
        TZ: "UTC",
        NO_COLOR: "",
        XDG_STATE_HOME: state,
        ...env,
      },
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const pty = new Pty(child, columns, rows, state);
    await pty.#until("the start", () => pty.pid > 0 || undefined);
    return pty;
  }

  /** Types keys, as they are: a line needs its `\r`. */
  async type(keys: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(keys));
  }

  /** Pastes a text, as a terminal does whose program has asked for bracketed paste. */
  async paste(text: string): Promise<void> {
    await this.type(`\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`);
  }

  /** Where the cursor is. */
  get cursor(): Place {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { x: cursorX, y: cursorY };
  }

  /** The visible lines, without blanks at their ends and empty lines after the last. */
  screen(): string[] {
    return this.#lines(this.#terminal.buffer.active.viewportY);
  }

  /** The visible lines and all that scrolled away. */
  scrollback(): string[] {
    return this.#lines(0);
  }

  /** The colour (0 to 255; -1 is the default) and weight of the first place that shows a text. */
  style(text: string): { color: number; dim: boolean; bold: boolean; inverse: boolean } {
    const buffer = this.#terminal.buffer.active;
    for (let y = 0; y < buffer.length; y++) {
      const line = buffer.getLine(y)!;
      const x = line.translateToString(true).indexOf(text);
      if (x < 0) continue;
      const cell = line.getCell(x)!;
      return {
        color: cell.isFgDefault() ? -1 : cell.getFgColor(),
        dim: cell.isDim() !== 0,
        bold: cell.isBold() !== 0,
        inverse: cell.isInverse() !== 0,
      };
    }
    throw new Error(this.#failure(text));
  }

  /** Waits until the screen shows a text, or passes a check. */
  async waitFor(wanted: string | RegExp | ((lines: string[]) => boolean)): Promise<void> {
    const shows = typeof wanted === "function"
      ? wanted
      : (lines: string[]) =>
        lines.some((line) =>
          typeof wanted === "string" ? line.includes(wanted) : wanted.test(line)
        );
    await this.#until(`${wanted}`, () => this.#isDrawn() && shows(this.screen()) || undefined);
  }

  /** Changes the size of the terminal, as a user does who drags its corner. */
  async resize(columns: number, rows: number): Promise<void> {
    this.#terminal.resize(columns, rows);
    const args = ["-F", this.#tty, "cols", `${columns}`, "rows", `${rows}`];
    const { success } = await new Deno.Command("stty", { args }).output();
    if (!success) throw new Error("stty failed");
  }

  /** Sends a signal to the program. */
  kill(signal: Deno.Signal): void {
    Deno.kill(this.pid, signal);
  }

  /** Waits for the end; returns the exit code. */
  async exit(): Promise<number> {
    await this.#until("the end", () => this.#exited || undefined);
    return (await this.#child.status).code;
  }

  /** Kills the program if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#exited) {
      try {
        this.kill("SIGKILL");
      } catch {
        // It ended in between.
      }
    }
    await this.#input.close().catch(() => {});
    await this.#reading;
    this.#terminal.dispose();
    await Deno.remove(this.#state, { recursive: true });
  }

  async #draw(): Promise<void> {
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const text = this.pid > 0 ? chunk : this.#start(chunk);
      this.raw += text;
      await new Promise<void>((done) => this.#terminal.write(text, done));
      this.#watch.changed();
    }
  }

  /** Whether the program has finished drawing: then the cursor is shown again. */
  #isDrawn(): boolean {
    return this.raw.lastIndexOf("\x1b[?25h") >= this.raw.lastIndexOf("\x1b[?25l");
  }

  /** Removes the first line, which names the program's process, from the output so far. */
  #start(chunk: string): string {
    const [whole, tty, pid] = /pty:(.*?):(\d+):\r\n/.exec(this.raw + chunk) ?? [];
    if (whole === undefined) return chunk;
    this.#tty = tty!;
    this.pid = Number(pid);
    const rest = (this.raw + chunk).replace(whole, "");
    this.raw = "";
    this.#terminal.reset();
    return rest;
  }

  #lines(from: number): string[] {
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let y = from; y < buffer.length; y++) {
      lines.push(buffer.getLine(y)!.translateToString(true).trimEnd());
    }
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  async #until<T>(what: string, found: () => T | undefined): Promise<T> {
    return await this.#watch.until(found, () => this.#failure(what), () => this.#exited);
  }

  #failure(what: string): string {
    return missing(what, this.screen());
  }
}

/** Registers a test that needs a pseudo-terminal: on Linux, with every permission. */
export function testOnTerminal(
  name: string,
  fn: () => Promise<void>,
  options: { program?: string } = {},
): void {
  if (Deno.build.os === "linux") {
    return testWith(["run", "read", "write", "env"], name, fn, options);
  }
  Deno.test({ name: `${name} (ignored: needs util-linux's script)`, ignore: true, fn });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
