import type { Steps } from "../../session/step.ts";
import type { MessengerState } from "./state.ts";

/** What the word after a command's name is, for completion. */
export type ArgumentKind = "name" | "file" | "command" | readonly string[];

/** A command: the one row from which parser, help, completion and the README are made. */
export interface SlashCommand {
  /** What follows the command's name. */
  readonly form: string;
  /** A few words of help. */
  readonly help: string;
  /** The rest of what there is to say, one line each. */
  readonly details?: readonly string[];
  /** Whether a rest like this is right. */
  readonly takes: RegExp;
  /** What its first word is. */
  readonly subject?: ArgumentKind;
  /** What the command does; gets the rest split by `takes`. */
  readonly run: (state: MessengerState, groups: readonly string[]) => Steps;
}
