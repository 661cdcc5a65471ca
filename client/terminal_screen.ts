import type { Adjustment, BellMode, Line } from "./dialect.ts";
import type { HistoryFile } from "./history_file.ts";
import type { Completer, Screen } from "./screen.ts";
import { type Colours, NO_COLOURS } from "./terminal/colours.ts";
import { Completion } from "./terminal/completion.ts";
import { clock, Dress } from "./terminal/dress.ts";
import { Editor, MAX_HISTORY } from "./terminal/editor.ts";
import { Folding } from "./terminal/folding.ts";
import { Keyboard } from "./terminal/keyboard.ts";
import { LineQueue } from "./terminal/line_queue.ts";
import { type Block, Painter } from "./terminal/painter.ts";
import { type Device, openDevice } from "./terminal/device.ts";

/** How long keys wait for a completion, in ms: a server may be slow, or gone. */
const COMPLETION_PATIENCE_MS = 1_000;

/** How a terminal is to be used. */
export interface TerminalScreenOptions {
  /**
   * The colours to use.
   *
   * @default none
   */
  colours?: Colours;
  /** Where typed lines are kept for the next run; without it, they are not. */
  history?: HistoryFile;
  /**
   * Whether a paste of several lines is one message.
   *
   * @default each line is one
   */
  multiline?: boolean;
}

/** A terminal: what arrives is shown above the line being typed, which stays whole. */
export class TerminalScreen implements Screen {
  readonly #options: TerminalScreenOptions;
  readonly #colours: Colours;
  readonly #device: Device;
  readonly #painter: Painter;
  readonly #editor: Editor;
  readonly #dress: Dress;
  readonly #folding = new Folding();
  readonly #typed = new LineQueue();
  #prompt = "";
  #waiting = false;
  #status: readonly string[] = [];
  #completer: Completer = () => Promise.resolve(undefined);
  #completion?: Completion;
  /** The keys pressed while a completion is looked up. */
  #held?: (() => void)[];
  #bell: BellMode = "on";
  #ringing = false;
  #fresh: string[] = [];
  #painting = false;
  #closed = false;

  private constructor(options: TerminalScreenOptions, history: readonly string[]) {
    this.#options = options;
    this.#colours = options.colours ?? NO_COLOURS;
    this.#dress = new Dress(this.#colours, Date.now());
    this.#editor = new Editor({
      line: (line) => this.#enter(line),
      tab: () => this.#tab(),
      interrupt: () => this.#editor.line === "" ? this.#end() : this.#editor.drop(),
      end: () => this.#end(),
      clear: () => this.adjust({ clear: true }),
    }, history);
    const keyboard = new Keyboard({
      keys: (keys) => this.#press(keys),
      paste: (text) => this.#paste(text),
    });
    this.#device = openDevice({
      input: (text) => keyboard.feed(text),
      end: () => this.#end(),
      resized: () => this.#repaint(),
    });
    this.#painter = new Painter({
      write: (text) => this.#device.write(text),
      size: () => this.#device.size(),
      dressPrompt: (prompt) => this.#colours.paint(this.#waiting ? "yellow" : "bold", prompt),
      dressHint: (hint) => this.#colours.paint("dim", hint),
    });
  }

  /** Takes the terminal, with what was typed in earlier runs. */
  static async open(options: TerminalScreenOptions = {}): Promise<TerminalScreen> {
    return new TerminalScreen(options, await options.history?.load(MAX_HISTORY) ?? []);
  }

  /** Shows a line above the one being typed, dressed by what it tells of. */
  print(line: Line): void {
    const { about } = line;
    if (about?.type === "joined" || about?.type === "left") {
      if (this.#folding.take(about)) return this.#repaint();
    }
    this.#unfold();
    if (about?.type === "message") this.#folding.spoken(about);
    if (rings(this.#bell, line)) this.#ringing = true;
    this.#log(this.#dress.line(line));
  }

  /** Shows another prompt. */
  setPrompt(prompt: string): void {
    this.#prompt = prompt;
    this.#repaint();
  }

  /** Shows other lines between the log and the prompt. */
  setStatus(lines: readonly string[]): void {
    this.#status = lines;
    this.#repaint();
  }

  /** Shows the prompt in yellow while what is typed has to wait. */
  setWaiting(waiting: boolean): void {
    this.#waiting = waiting;
    this.#repaint();
  }

  /** Takes what the Tab key is to ask. */
  setCompleter(complete: Completer): void {
    this.#completer = complete;
  }

  /** Clears the screen, or changes when the bell rings. */
  adjust(change: Adjustment): void {
    if ("bell" in change) this.#bell = change.bell;
    else if (!this.#closed) {
      this.#fresh = [];
      this.#folding.clear();
      this.#painter.clear(this.#block());
    }
  }

  /** The lines typed, until Ctrl-C or Ctrl-D. */
  lines(): AsyncIterable<string> {
    return this.#typed;
  }

  /** Gives the terminal back, with the cursor on a line of its own. */
  close(): void {
    this.#end();
  }

  /** Takes what a key does; while a completion is looked up, the keys wait. */
  #take(key: () => void): void {
    if (this.#closed) return;
    if (this.#held) this.#held.push(key);
    else key();
    this.#repaint();
  }

  #press(keys: string): void {
    for (const part of keys.split(/(\t)/)) {
      if (part === "") continue;
      this.#take(() => {
        if (part !== "\t") this.#completion = undefined;
        this.#editor.press(part);
      });
    }
  }

  #paste(text: string): void {
    this.#take(() => {
      this.#completion = undefined;
      this.#editor.insert(text);
    });
  }

  /** Enter: the line goes to the log and to whoever reads lines. */
  #enter(whole: string): void {
    if (whole.trim() !== "") this.#options.history?.add(whole);
    this.#unfold();
    for (const line of this.#options.multiline ? [whole] : whole.split("\n")) {
      this.#echo(line);
      this.#typed.push(line);
    }
  }

  #echo(line: string): void {
    if (this.#prompt === "") return this.#log([line]);
    if (line.trim() === "") return;
    const rows = line.split("\n").join("\r\n");
    this.#log(this.#dress.timed(Date.now(), this.#colours.paint("dim", this.#prompt) + rows));
  }

  /** Tab: puts in the next choice, or finds out what there is to choose from. */
  async #tab(): Promise<void> {
    if (this.#completion?.isOpen) return this.#complete(this.#completion.next());
    const { line, cursor } = this.#editor;
    this.#held = [];
    const choices = await within(COMPLETION_PATIENCE_MS, this.#completer(line.slice(0, cursor)));
    if (choices) {
      this.#completion = new Completion(choices);
      this.#complete(this.#completion.first());
    }
    const held = this.#held;
    this.#held = undefined;
    for (const key of held) this.#take(key);
    this.#repaint();
  }

  #complete({ from, text }: { from: number; text: string }): void {
    this.#editor.replace(from, text);
  }

  #unfold(): void {
    const { text, time } = this.#folding;
    if (text === "") return;
    this.#folding.clear();
    this.#log(this.#dress.timed(time, this.#colours.paint("dim", text)));
  }

  #log(lines: readonly string[]): void {
    this.#fresh.push(...lines);
    this.#repaint();
  }

  /** Draws once for all that happens in this tick. */
  #repaint(): void {
    if (this.#painting) return;
    this.#painting = true;
    queueMicrotask(() => this.#paint());
  }

  #paint(): void {
    this.#painting = false;
    const fresh = this.#fresh;
    if (this.#closed && fresh.length === 0) return;
    this.#fresh = [];
    this.#painter.paint(fresh, this.#closed ? undefined : this.#block(), this.#ringing);
    this.#ringing = false;
  }

  #block(): Block {
    const { text, time } = this.#folding;
    const folded = text === "" ? [] : [`${clock(time)} ${text}`];
    const hints = [...folded, ...this.#status, ...this.#completion?.hints() ?? []];
    return { hints, prompt: this.#prompt, line: this.#editor.line, cursor: this.#editor.cursor };
  }

  #end(): void {
    if (this.#closed) return;
    this.#unfold();
    this.#painter.paint(this.#fresh.splice(0), undefined);
    this.#closed = true;
    this.#device.close();
    this.#editor.close();
    this.#typed.end();
  }
}

/** Tells whether the bell rings for a line. */
function rings(bell: BellMode, { alert }: Line): boolean {
  return alert === "private" ? bell !== "off" : alert === "mention" && bell === "on";
}

/** Waits for a promise, but not forever. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
