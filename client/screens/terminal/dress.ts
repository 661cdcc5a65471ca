import { printable, printableLines } from "../../../protocol/mod.ts";
import { INDENT, type Line } from "../../session/line.ts";
import type { Colours } from "./colours.ts";
import type { Spoken } from "./folding.ts";

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

  /** Formats a text after its time, preceded by the day if it has changed since the last line. */
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

/** The time of day in the user's time zone: `09:05`. */
export function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 5);
}

function dayOf(time: number): string {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return new Date(time).toLocaleDateString("en-GB", format);
}
