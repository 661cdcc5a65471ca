import type { Steps } from "../../session/step.ts";
import type { MessengerState } from "./state.ts";

/** The kind of the first word after a command, for completion. */
export type ArgumentKind = "name" | "file" | "command" | readonly string[];

/** A command. Parser, help and completion are made from this. */
export interface SlashCommand {
  /** The form of what follows the name: `NAME TEXT`. */
  readonly form: string;
  /** A short help text. */
  readonly help: string;
  /** More help, line by line. */
  readonly details?: readonly string[];
  /** Matches the rest of the line if it is right. */
  readonly takes: RegExp;
  /** The kind of its first word. */
  readonly subject?: ArgumentKind;
  /** Runs the command, with the groups of `takes`. */
  readonly run: (state: MessengerState, groups: readonly string[]) => Steps;
}
