import { DEFAULT_PORT, printable } from "../../protocol/mod.ts";
import type { Command } from "../../types/command.d.ts";
import { exitCodeOf, runErrand } from "./errand.ts";
import { readServer } from "./operands.ts";
import { StandardOutput } from "../screens/standard_output.ts";

/** `chat who`: prints who is online. */
export const WHO: Command = {
  summary: "print who is online, one name a line",
  operands: "HOST PORT",
  options: {},
  examples: [`chat who localhost ${DEFAULT_PORT}`, `chat who localhost:${DEFAULT_PORT} | wc -l`],
  parse: (operands) => {
    const { target, rest } = readServer(operands, "who");
    if (rest.length > 0) throw new SyntaxError(`who takes no third operand, received ${rest[0]}`);
    return () =>
      exitCodeOf(async () => {
        const { names } = await runErrand({ target }, (ask) => ask({ type: "who" }));
        const output = new StandardOutput();
        for (const name of names) output.print(printable(name));
        await Promise.race([output.broken, undefined]); // Fails only if printing has.
      });
  },
};
