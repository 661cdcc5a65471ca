import { DEFAULT_PORT, printable } from "../../protocol/mod.ts";
import type { Command } from "../../types/command.d.ts";
import { givenPassword, withPassword } from "./password.ts";
import { exitCodeOf, runErrand } from "./errand.ts";
import { readServer } from "./operands.ts";
import { JSON_OPTION, JsonOutput } from "./json_output.ts";
import { dialerFor, SERVER_OPTIONS } from "./server_options.ts";
import { StandardOutput } from "../screens/standard_output.ts";

/** `chat who`: prints who is online. */
export const WHO: Command = {
  summary: "print who is online, one name per line",
  operands: "HOST PORT",
  options: { ...JSON_OPTION, ...SERVER_OPTIONS },
  examples: [
    `chat who localhost ${DEFAULT_PORT}`,
    `chat who localhost:${DEFAULT_PORT} | wc -l`,
    `chat who --json localhost ${DEFAULT_PORT} | jq '.names | length'`,
  ],
  parse: (operands, options) => {
    const { target, rest } = readServer(operands, "who");
    if (rest.length > 0) throw new SyntaxError(`who takes no third operand, received ${rest[0]}`);
    const dialer = dialerFor(target, options);
    const json = options.json ? new JsonOutput() : undefined;
    return () =>
      exitCodeOf(async () => {
        const { names } = await withPassword(
          await givenPassword(options),
          (password) =>
            runErrand(
              { target, password, dial: () => dialer.dial() },
              (ask) => ask({ type: "who" }),
            ),
        );
        if (json) json.ok({ names });
        await (json ? json.check() : printNames(names));
      }, json?.tell);
  },
};

async function printNames(names: readonly string[]): Promise<void> {
  const output = new StandardOutput();
  for (const name of names) output.print(printable(name));
  await Promise.race([output.broken, undefined]); // Fails only if printing has.
}
