import { type Printable, printed } from "../../../protocol/mod.ts";
import type { Line } from "../../session/line.ts";
import type { Adjustment, BellMode, TypingRules } from "../../session/step.ts";
import type { HistoryFile } from "./history_file.ts";
import { LineQueue } from "../line_queue.ts";
import type { Screen, TypingHandlers } from "../screen.ts";
import { type Colours, NO_COLOURS } from "./colours.ts";
import { Device } from "./device.ts";
import { Drawing } from "./drawing.ts";
import { clock, Dress, plain } from "./dress.ts";
import { MAX_TYPED_LINES } from "./editor.ts";
import { Folding } from "./folding.ts";
import { LineInput } from "./line_input.ts";
import { blockQuestion, decideBlock, isLongBlock } from "./long_block.ts";
import { type Block, Painter } from "./painter.ts";
import { Resizing } from "./resizing.ts";

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
  /**
   * Says what a second Ctrl-C does.
   *
   * @default it leaves
   */
  warning?: Printable;
}

/** A terminal. Lines that arrive are shown above the current line, which stays as it is. */
export class TerminalScreen implements Screen {
  readonly #options: TerminalScreenOptions;
  readonly #colours: Colours;
  readonly #device: Device;
  readonly #drawing: Drawing;
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
  #closed = false;

  private constructor(options: TerminalScreenOptions, history: readonly string[]) {
    this.#options = options;
    this.#colours = options.colours ?? NO_COLOURS;
    this.#dress = new Dress(this.#colours, Date.now());
    this.#input = new LineInput({
      entered: (line) => this.#enter(line),
      changed: () => this.#drawing.update(),
      clear: () => this.adjust({ clear: true }),
      left: () => this.close(),
      suspended: () => this.#suspend(),
      warning: options.warning,
    }, history);
    this.#device = new Device({
      input: (text) => this.#held === undefined ? this.#input.feed(text) : this.#decide(text),
      end: () => this.close(),
      resized: () => this.#drawing.update(),
      resumed: () => this.#drawing.resume(),
    });
    const size = () => this.#device.size();
    const painter = new Painter({
      write: (text) => this.#device.write(text),
      size,
      dressPrompt: (prompt) => this.#colours.paint(this.#waiting ? "yellow" : "bold", prompt),
      dressHint: (hint) => this.#colours.paint("dim", hint),
    });
    const resizing = new Resizing({ size, ask: () => this.#device.cursor() });
    this.#drawing = new Drawing(painter, () => this.#block(), resizing);
  }

  /** Opens the terminal, with the lines typed in earlier sessions. */
  static async open(options: TerminalScreenOptions = {}): Promise<TerminalScreen> {
    return new TerminalScreen(options, await options.history?.load(MAX_TYPED_LINES) ?? []);
  }

  /** Shows a line above the current one, formatted by its kind. */
  print(line: Line): void {
    const { about } = line;
    if (about?.type === "joined" || about?.type === "left") {
      if (this.#folding.take(about)) return this.#drawing.update();
    }
    this.#unfold();
    if (about?.type === "message") this.#folding.spoken(about);
    if (rings(this.#bell, line)) this.#drawing.ring();
    this.#drawing.log(this.#dress.line(line));
  }

  /** Changes the prompt. */
  setPrompt(prompt: Printable): void {
    this.#prompt = prompt;
    this.#drawing.update();
  }

  /** Changes the lines between the log and the prompt. */
  setStatus(lines: readonly string[]): void {
    this.#status = lines;
    this.#drawing.update();
  }

  /** Shows the prompt in yellow while typed lines have to wait. */
  setWaiting(waiting: boolean): void {
    this.#waiting = waiting;
    this.#drawing.update();
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
      this.#folding.clear();
      this.#drawing.clear();
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
    this.#drawing.close();
    this.#closed = true;
    this.#device.close();
    this.#input.close();
    this.#typed.end();
  }

  /** Ctrl-Z: the program stops, below a screen without our block. */
  async #suspend(): Promise<void> {
    const { unsuspendable } = this.#options;
    if (unsuspendable !== undefined) return this.#drawing.log([plain(unsuspendable)]);
    this.#drawing.pause();
    const isAllowed = await this.#device.suspend();
    if (!isAllowed) {
      this.#drawing.log([plain(printed`This version of Deno lets no program suspend itself`)]);
    }
  }

  /** Enter: the line goes to the log and to the reader of lines. A long block is asked about before. */
  #enter(whole: string): void {
    if (this.#options.multiline || !isLongBlock(whole)) return this.#send(whole);
    this.#held = whole;
    this.#drawing.update();
  }

  /** Takes the answer to whether to send a block. */
  #decide(keys: string): void {
    const decision = decideBlock(keys);
    if (!decision) return;
    const held = this.#held!;
    this.#held = undefined;
    if (decision.isSent) this.#send(held);
    this.#drawing.update();
    if (decision.more !== "") this.#input.feed(decision.more);
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
    this.#drawing.log(this.#dress.typed(line, this.#prompt, Date.now()));
  }

  /** Moves the folded line to the log, where it stays. */
  #unfold(): void {
    const { text, time } = this.#folding;
    if (text === "") return;
    this.#folding.clear();
    this.#drawing.log(this.#dress.aside(time, text));
  }

  #block(): Block {
    const { text, time } = this.#folding;
    const folded = text === "" ? [] : [`${clock(time)} ${text}`];
    const { shown: { line, cursor }, prompt = this.#prompt, hints } = this.#input;
    const asked = this.#held === undefined ? [] : [blockQuestion(this.#held)];
    return {
      hints: [...folded, ...this.#status, ...asked, ...hints],
      prompt,
      line,
      cursor,
    };
  }
}

/** Tells whether to ring the bell for a line. */
function rings(bell: BellMode, { alert }: Line): boolean {
  return alert === "private" ? bell !== "off" : alert === "mention" && bell === "on";
}
