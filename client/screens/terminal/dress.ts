import { printable, printableLines } from "../../../protocol/mod.ts";
import { INDENT, type Line } from "../../session/line.ts";
import type { Colours } from "./colours.ts";
import type { Spoken } from "./folding.ts";

/** As wide as a time and the space behind it. */
const BELOW_TIME = " ".repeat("00:00 ".length);

/** How lines look on a terminal: the time dim, names in their colours, private things apart. */
export class Dress {
  readonly #colours: Colours;
  #day: string;

  /**
   * Makes the look of one session.
   *
   * @param now When it began, in ms since 1970 UTC; its day is not marked.
   */
  constructor(colours: Colours, now: number) {
    this.#colours = colours;
    this.#day = new Date(now).toDateString();
  }

  /** Writes a line as it is shown; before it, the day, if it is another than the last line's. */
  line(line: Line): string[] {
    if (line.kind === "error") return [`${this.#colours.paint("red", "chat:")} ${line.text}`];
    const { about } = line;
    if (!about) return [line.text];
    if (about.type !== "message") return this.timed(about.time, this.#dim(line.text));
    const [first = "", ...more] = printableLines(about.text);
    return [
      ...this.timed(about.time, this.#message(about, first, line)),
      ...more.map((each) => BELOW_TIME + INDENT + this.#said(each, line)),
    ];
  }

  /** Writes a text behind a time; before it, the day, if it is another than the last line's. */
  timed(time: number, text: string): string[] {
    const day = new Date(time).toDateString();
    const mark = day === this.#day ? [] : [this.#dim(`── ${dayOf(time)} ──`)];
    this.#day = day;
    return [...mark, `${this.#dim(clock(time))} ${text}`];
  }

  #message(about: Spoken, text: string, line: Line): string {
    const { to } = line;
    const from = printable(about.from);
    const [, deed] = /^\/me (.*)$/s.exec(text) ?? [];
    if (to !== undefined) return this.#apart(`${from} → ${printable(to)}:`, text);
    if (about.private) {
      return deed
        ? this.#apart(`* ${from} (private)`, deed)
        : this.#apart(`${from} (private):`, text);
    }
    const name = line.alert === "mention"
      ? this.#colours.paint("inverse", from)
      : this.#colours.name(about.from, from);
    const said = this.#said(deed ?? text, line);
    return deed ? `* ${name} ${said}` : `${name}: ${said}`;
  }

  #said(text: string, { alert }: Line): string {
    return alert === "mention" ? this.#colours.paint("bold", text) : text;
  }

  #apart(head: string, text: string): string {
    return `${this.#colours.paint("magenta", head)} ${text}`;
  }

  #dim(text: string): string {
    return this.#colours.paint("dim", text);
  }
}

/** The time of day in the user's zone: `09:05`. */
export function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 5);
}

function dayOf(time: number): string {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return new Date(time).toLocaleDateString("en-GB", format);
}
