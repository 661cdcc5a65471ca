import type { Steps } from "../../session/step.ts";
import type { MessengerState } from "./state.ts";

/** The kind of the first word after a command, for completion. */
export type ArgumentKind =
  | "name"
  | "ignored"
  | "file"
  | "download"
  | "command"
  | readonly string[];

/** A command: the one row from which parser, help, completion and the manual are made. */
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
  /** Whether it shows by itself what it sends, in place of the line as it was typed. */
  readonly showsItself?: boolean;
  /** What the command does; gets the rest split by `takes`. */
  readonly run: (state: MessengerState, groups: readonly string[]) => Steps;
}
