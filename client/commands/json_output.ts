import type { Option } from "../../types/command.d.ts";
import { createJson, okLine } from "../dialects/json.ts";
import { StandardOutput } from "../screens/standard_output.ts";
import type { ClientEvent } from "../session/events.ts";

/** The option of the commands that can print for programs. */
export const JSON_OPTION: Readonly<Record<string, Option>> = {
  json: { kind: "flag", help: "print JSON objects, for programs: docs/JSON.md" },
};

/** What a command prints for programs: the objects of `chat connect --json`, one a line. */
export class JsonOutput {
  readonly #dialect = createJson();
  readonly #output = new StandardOutput();

  /** Prints what happened, errors included. */
  readonly tell = (event: ClientEvent): void => {
    for (const { text } of this.#dialect.render(event)) this.#output.print(text);
  };

  /** Prints that something succeeded, and its result. */
  ok(result: object = {}): void {
    this.#output.print(okLine(result).text);
  }

  /** Fails if printing has failed. */
  async check(): Promise<void> {
    await Promise.race([this.#output.broken, undefined]);
  }
}
