import { toJson } from "../../protocol/mod.ts";
import type { Line } from "../session/dialect.ts";
import { PipeScreen } from "./pipe_screen.ts";

/** One JSON object a line on standard output, for programs. */
export class JsonScreen extends PipeScreen {
  /** Prints what the line tells of; if it tells of nothing, its text. */
  override print({ kind, text, data, id }: Line): void {
    const { type, ...more } = data ?? { type: kind === "error" ? "error" : "info", message: text };
    this.output.print(toJson({ type, id, ...more }));
  }
}
