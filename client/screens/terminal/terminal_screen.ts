import { type Printable, printable, printed } from "../../../protocol/mod.ts";
import type { Line } from "../../session/line.ts";
import type { Adjustment, BellMode, TypingRules } from "../../session/step.ts";
import type { HistoryFile } from "./history_file.ts";
import { LineQueue } from "../line_queue.ts";
import type { Screen, TypingHandlers } from "../screen.ts";
import { type Colours, NO_COLOURS } from "./colours.ts";
import { Device } from "./device.ts";
import { clock, Dress, plain } from "./dress.ts";
import { MAX_TYPED_LINES } from "./editor.ts";
import { Folding } from "./folding.ts";
import { cellsOf } from "./glyphs.ts";
import { LineInput } from "./line_input.ts";
import { type Block, Painter } from "./painter.ts";
import type { LogLine } from "./wrap.ts";

/** Most lines of a block that are sent without a question. */
const MAX_UNASKED_LINES = 20;

/** Options of {@linkcode TerminalScreen}. */
export interface TerminalScreenOptions {
  /**
   * The colors.
   *
   * @default none
   */
  colours?: Colours;
  /** The file for typed lines. Without it, they are not saved. */
  history?: HistoryFile;
  /**
   * Whether a paste of several lines is one message.
   *
   * @default each line is one
   */
  multiline?: boolean;
  /**
   * Why Ctrl-Z does not suspend the program.
   *
   * @default it does
   */
  unsuspendable?: Printable;
}

/** A terminal. Lines that arrive are shown above the current line, which stays as it is. */
export class TerminalScreen implements Screen {
  readonly #options: TerminalScreenOptions;
  readonly #colours: Colours;
  readonly #device: Device;
  readonly #painter: Painter;
  readonly #input: LineInput;
  readonly #dress: Dress;
  readonly #folding = new Folding();
  readonly #typed = new LineQueue();
  /** A long block that waits for the user to confirm it. */
  #held?: string;
  #rules?: TypingRules;
  #prompt = printed``;
  #waiting = false;
  #status: readonly string[] = [];
  #bell: BellMode = "on";
  #ringing = false;
  #fresh: LogLine[] = [];
  #painting = false;
  /** Whether the terminal is the shell's for now. */
  #suspended = false;
  #closed = false;

  private constructor(options: TerminalScreenOptions, history: readonly string[]) {
    this.#options = options;
    this.#colours = options.colours ?? NO_COLOURS;
    this.#dress = new Dress(this.#colours, Date.now());
    this.#input = new LineInput({
      entered: (line) => this.#enter(line),
      changed: () => this.#repaint(),
      clear: () => this.adjust({ clear: true }),
      left: () => this.close(),
      suspended: () => this.#suspend(),
    }, history);
    this.#device = new Device({
      input: (text) => this.#held === undefined ? this.#input.feed(text) : this.#decide(text),
      end: () => this.close(),
      resized: () => this.#repaint(),
      resumed: () => this.#resume(),
    });
    this.#painter = new Painter({
      write: (text) => this.#device.write(text),
      size: () => this.#device.size(),
      dressPrompt: (prompt) => this.#colours.paint(this.#waiting ? "yellow" : "bold", prompt),
      dressHint: (hint) => this.#colours.paint("dim", hint),
    });
  }

  /** Opens the terminal, with the lines typed in earlier sessions. */
  static async open(options: TerminalScreenOptions = {}): Promise<TerminalScreen> {
    return new TerminalScreen(options, await options.history?.load(MAX_TYPED_LINES) ?? []);
  }

  /** Shows a line above the current one, formatted by its kind. */
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

  /** Changes the prompt. */
  setPrompt(prompt: Printable): void {
    this.#prompt = prompt;
    this.#repaint();
  }

  /** Changes the lines between the log and the prompt. */
  setStatus(lines: readonly string[]): void {
    this.#status = lines;
    this.#repaint();
  }

  /** Shows the prompt in yellow while typed lines have to wait. */
  setWaiting(waiting: boolean): void {
    this.#waiting = waiting;
    this.#repaint();
  }

  /** Takes what knows about lines while they are typed. */
  setRules(rules: TypingRules): void {
    this.#rules = rules;
    this.#input.setCompleter((line) => rules.complete(line));
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
  lines(handlers?: TypingHandlers): AsyncIterable<string> {
    return this.#typed.listen(handlers);
  }

  /** Restores the terminal. The current line stays visible, and the cursor is below it. */
  close(): void {
    if (this.#closed) return;
    this.#unfold();
    const { line } = this.#input.shown;
    if (line !== "") this.#echo(line);
    this.#painter.paint(this.#fresh.splice(0), undefined);
    this.#closed = true;
    this.#device.close();
    this.#input.close();
    this.#typed.end();
  }

  /** Ctrl-Z: the program stops, below a screen without our block. */
  async #suspend(): Promise<void> {
    const { unsuspendable } = this.#options;
    if (unsuspendable !== undefined) return this.#log([plain(unsuspendable)]);
    this.#painter.paint(this.#fresh.splice(0), undefined);
    this.#suspended = true;
    const isAllowed = await this.#device.suspend();
    if (!isAllowed) {
      this.#log([plain(printed`This version of Deno lets no program suspend itself`)]);
    }
  }

  #resume(): void {
    if (this.#closed) return;
    this.#suspended = false;
    this.#painter.restart();
    this.#repaint();
  }

  /** Enter: the line goes to the log and to the reader of lines. A long block is asked about before. */
  #enter(whole: string): void {
    if (this.#options.multiline || whole.split("\n").length <= MAX_UNASKED_LINES) {
      return this.#send(whole);
    }
    this.#held = whole;
    this.#repaint();
  }

  /** Takes the answer to whether to send a block: Enter sends it, Esc and Ctrl-C drop it. */
  #decide(keys: string): void {
    const [, enter, drop, more] = DECISION.exec(keys) ?? [];
    if (enter === undefined && drop === undefined) return;
    const held = this.#held!;
    this.#held = undefined;
    if (enter !== undefined) this.#send(held);
    this.#repaint();
    if (more) this.#input.feed(more);
  }

  #send(whole: string): void {
    if (whole.trim() !== "") this.#options.history?.add(whole);
    this.#unfold();
    const isBlock = whole.includes("\n");
    for (const line of this.#options.multiline ? [whole] : whole.split("\n")) {
      const typed = isBlock ? this.#rules?.literal(line) ?? line : line;
      if (!this.#rules?.showsItself(typed)) this.#echo(line);
      this.#typed.push(typed);
    }
  }

  #echo(line: string): void {
    const [first = "", ...more] = line.split("\n").map(printable);
    if (this.#prompt === "") return this.#log([first, ...more].map(plain));
    if (line.trim() === "") return;
    const prompt = this.#colours.paint("dim", this.#prompt);
    const indent = cellsOf(this.#prompt);
    this.#log([...this.#dress.timed(Date.now(), prompt + first, indent), ...more.map(plain)]);
  }

  /** Moves the folded line to the log, where it stays. */
  #unfold(): void {
    const { text, time } = this.#folding;
    if (text === "") return;
    this.#folding.clear();
    this.#log(this.#dress.timed(time, this.#colours.paint("dim", text)));
  }

  #log(lines: readonly LogLine[]): void {
    this.#fresh.push(...lines);
    this.#repaint();
  }

  /** Draws once for everything in this tick. */
  #repaint(): void {
    if (this.#painting) return;
    this.#painting = true;
    queueMicrotask(() => this.#paint());
  }

  #paint(): void {
    this.#painting = false;
    if (this.#suspended) return;
    const fresh = this.#fresh;
    this.#fresh = [];
    if (this.#closed && fresh.length === 0) return;
    this.#painter.paint(fresh, this.#closed ? undefined : this.#block(), this.#ringing);
    this.#ringing = false;
  }

  #block(): Block {
    const { text, time } = this.#folding;
    const folded = text === "" ? [] : [`${clock(time)} ${text}`];
    const { shown: { line, cursor }, prompt = this.#prompt, hints } = this.#input;
    const asked = this.#held === undefined ? [] : [question(this.#held)];
    return {
      hints: [...folded, ...this.#status, ...asked, ...hints],
      prompt,
      line,
      cursor,
    };
  }
}

/** Enter; or Esc, which begins other keys too, and Ctrl-C; and what was typed after it. */
// deno-lint-ignore no-control-regex
const DECISION = /^(?:(\r\n?|\n)|(\x1b(?![[O])|\x03))(.*)$/s;

/** Asks about a long block. */
function question(block: string): string {
  return `Send ${block.split("\n").length} lines? Enter sends them, Esc drops them`;
}

/** Tells whether to ring the bell for a line. */
function rings(bell: BellMode, { alert }: Line): boolean {
  return alert === "private" ? bell !== "off" : alert === "mention" && bell === "on";
}
