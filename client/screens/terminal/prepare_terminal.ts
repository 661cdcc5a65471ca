import { type Printable, printed } from "../../../protocol/mod.ts";
import type { Given } from "../../../types/command.d.ts";
import { HistoryFile } from "./history_file.ts";
import { PipeScreen } from "../pipe_screen.ts";
import type { Screen } from "../screen.ts";
import { stateFolder } from "../../../protocol/state_folder.ts";
import { COLOURS, NO_COLOURS } from "./colours.ts";
import { TerminalScreen } from "./terminal_screen.ts";

/**
 * Reads how the terminal that the program was started in is to be used. A terminal that
 * cannot move its cursor (`TERM=dumb`) is used like a pipe: plain lines, edited by the system.
 *
 * @param options Options of the command line: `no-color`, `no-history`, `multiline`.
 * @returns Opens the terminal; may be called again once the screen is closed.
 */
export function prepareTerminal(options: Given): () => Promise<Screen> {
  if (Deno.env.get("TERM") === "dumb") return () => Promise.resolve(new PipeScreen());
  const folder = stateFolder({ os: Deno.build.os, env: (name) => Deno.env.get(name) });
  const keeps = folder !== undefined && !options["no-history"];
  // An empty NO_COLOR counts as none: https://no-color.org
  const isPlain = Boolean(options["no-color"] || Deno.env.get("NO_COLOR"));
  const unsuspendable = whyNotSuspended();
  return () =>
    TerminalScreen.open({
      colours: isPlain ? NO_COLOURS : COLOURS,
      history: keeps ? new HistoryFile(`${folder}/history`) : undefined,
      multiline: Boolean(options.multiline),
      unsuspendable,
    });
}

/** Why Ctrl-Z cannot suspend the program, if it cannot. */
function whyNotSuspended(): Printable | undefined {
  if (Deno.build.os === "windows") return printed`Windows cannot suspend a program`;
  // The task runner would wait for the program, and the shell for the task runner.
  if (!Deno.env.get("INIT_CWD")) return undefined;
  return printed`Ctrl-Z cannot suspend a task: it works if chat is installed`;
}
