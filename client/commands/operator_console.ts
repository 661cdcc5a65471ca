import { printed } from "../../protocol/mod.ts";
import type { OperatorConsole } from "../../types/operator_console.d.ts";
import { COLOURS, NO_COLOURS } from "../screens/terminal/colours.ts";
import { TerminalScreen } from "../screens/terminal/terminal_screen.ts";
import { out } from "../session/line.ts";

/** Takes the terminal for the operator of a server; see {@linkcode OperatorConsole}. */
export async function openOperatorConsole(): Promise<OperatorConsole | undefined> {
  if (Deno.env.get("TERM") === "dumb") return undefined;
  const colours = Deno.env.get("NO_COLOR") ? NO_COLOURS : COLOURS;
  const screen = await TerminalScreen.open({
    colours,
    warning: printed`Ctrl-C again stops the server`,
    unsuspendable: printed`Ctrl-Z does not suspend the server: everybody would wait for it`,
  });
  screen.setPrompt(printed`server › `);
  return {
    print: (text) => {
      for (const line of text.split("\n")) screen.print(out(printed`${line}`));
    },
    lines: () => screen.lines(),
    close: () => screen.close(),
  };
}
