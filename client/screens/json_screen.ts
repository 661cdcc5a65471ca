import type { Line } from "../core/dialect.ts";
import { PipeScreen } from "./pipe_screen.ts";

/** Characters that JSON may hold as they are, and that a terminal had better not see. */
const UNSAFE = /[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One JSON object a line on standard output, for programs. */
export class JsonScreen extends PipeScreen {
  /** Prints what the line tells of; if it tells of nothing, its text. */
  override print({ kind, text, data, id }: Line): void {
    const { type, ...more } = data ?? { type: kind === "error" ? "error" : "info", message: text };
    this.output.print(toJson({ type, id, ...more }));
  }
}

/**
 * Writes an object as one line of JSON, in which nothing can move a terminal's cursor or turn the
 * direction of its text.
 */
export function toJson(value: object): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
