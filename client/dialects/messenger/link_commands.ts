import { COMMANDS } from "./commands.ts";
import { help } from "./help.ts";
import type { SlashCommand } from "./slash_command.ts";

/** Commands that do nothing where a download is a link and nothing rings or clears a screen. */
const NEEDLESS: ReadonlySet<string> = new Set(["bell", "cancel", "clear"]);

/**
 * The commands for people without this program, who get a link for each file: see
 * {@linkcode COMMANDS}.
 */
export const LINK_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  ...Object.fromEntries(Object.entries(COMMANDS).filter(([name]) => !NEEDLESS.has(name))),
  get: {
    ...COMMANDS.get!,
    help: "show a link to a file, or to several: /get *.png",
    details: [
      "NAME is as /files lists it, and may contain spaces. A browser or curl -O fetches what the link",
      "leads to.",
    ],
  },
  help: { ...COMMANDS.help!, run: (_, [topic]) => help(LINK_COMMANDS, topic) },
};
