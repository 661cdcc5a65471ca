import { type Printable, printable, printableLines } from "../../../protocol/mod.ts";
import { INDENT, type Line } from "../../session/line.ts";
import type { Colours } from "./colours.ts";
import type { Spoken } from "./folding.ts";
import { cellsOf } from "./glyphs.ts";
import { type LogLine, STYLES } from "./wrap.ts";

/** As wide as a time and a space. */
const BELOW_TIME = " ".repeat("00:00 ".length);

/** Formats lines for a terminal: dim times, colored names, and a style for private messages. */
export class Dress {
  readonly #colours: Colours;
  #day: string;

  /**
   * Begins a session.
   *
   * @param now When it began, in ms since 1970 UTC. Its day is not shown.
   */
  constructor(colours: Colours, now: number) {
    this.#colours = colours;
    this.#day = new Date(now).toDateString();
  }

  /** Formats a line, preceded by the day if it has changed since the last line. */
  line(line: Line): LogLine[] {
    if (line.kind === "error") {
      return [{ text: `${this.#colours.paint("red", "chat:")} ${line.text}`, indent: 6 }];
    }
    const { about } = line;
    if (!about) return [plain(line.text)];
    if (about.type !== "message") return this.aside(about.time, line.text);
    const [first = "", ...more] = printableLines(about.text);
    const { head, text } = this.#message(about, first, line);
    const below = BELOW_TIME + INDENT;
    return [
      ...this.#timed(about.time, `${head} ${text}`, cellsOf(head.replace(STYLES, "")) + 1),
      ...more.map((each) => ({ text: below + this.#said(each, line), indent: below.length })),
    ];
  }

  /** Formats a text that nobody has said, after its time. */
  aside(time: number, text: string): LogLine[] {
    return this.#timed(time, this.#dim(text));
  }

  /**
   * Formats what the user has typed.
   *
   * @param typed One line or several.
   * @param prompt The prompt that it was typed at. Without one, it has no time either.
   * @param time When, in ms since 1970 UTC.
   */
  typed(typed: string, prompt: Printable, time: number): LogLine[] {
    const [first = "", ...more] = typed.split("\n").map(printable);
    if (prompt === "") return [first, ...more].map(plain);
    if (typed.trim() === "") return [];
    return [
      ...this.#timed(time, this.#dim(prompt) + first, cellsOf(prompt)),
      ...more.map(plain),
    ];
  }

  /**
   * Formats a text after its time, preceded by the day if it has changed since the last line.
   *
   * @param indent Cells of the text below which its further rows begin.
   */
  #timed(time: number, text: string, indent = 0): LogLine[] {
    const day = new Date(time).toDateString();
    const mark = day === this.#day ? [] : [plain(this.#dim(`── ${dayOf(time)} ──`))];
    this.#day = day;
    const timed = { text: `${this.#dim(clock(time))} ${text}`, indent: BELOW_TIME.length + indent };
    return [...mark, timed];
  }

  /** The sender of a message, and what is said. */
  #message(about: Spoken, text: string, line: Line): { head: string; text: string } {
    const { to } = line;
    const from = printable(about.from);
    const [, deed] = /^\/me (.*)$/s.exec(text) ?? [];
    if (to !== undefined) {
      const head = `${from} → ${printable(to)} (private)`;
      return deed ? this.#apart(`* ${head}`, deed) : this.#apart(`${head}:`, text);
    }
    if (about.private) {
      return deed
        ? this.#apart(`* ${from} (private)`, deed)
        : this.#apart(`${from} (private):`, text);
    }
    const name = line.alert === "mention"
      ? this.#colours.mark("inverse", from, "> ")
      : this.#colours.name(about.from, from);
    return { head: deed ? `* ${name}` : `${name}:`, text: this.#said(deed ?? text, line) };
  }

  #said(text: string, { alert }: Line): string {
    return alert === "mention" ? this.#colours.paint("bold", text) : text;
  }

  #apart(head: string, text: string): { head: string; text: string } {
    return { head: this.#colours.paint("magenta", head), text };
  }

  #dim(text: string): string {
    return this.#colours.paint("dim", text);
  }
}

/** A line without a time: its further rows begin below it. */
export function plain(text: string): LogLine {
  return { text, indent: text.length - text.trimStart().length };
}

/** The time of day in the user's time zone: `09:05`. */
export function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 5);
}

function dayOf(time: number): string {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return new Date(time).toLocaleDateString("en-GB", format);
}
