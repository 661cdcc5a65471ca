/** What an option's value may be. A flag has none. */
export type OptionKind = "flag" | "text" | "path" | "port" | "choice" | "count" | "bytes";

/** One option of a command, as its help shows it. */
export interface Option {
  /** What its value may be. */
  readonly kind: OptionKind;
  /** One line of help. */
  readonly help: string;
  /** The value's name in the help: `DIR`. */
  readonly value?: string;
  /** What it is when it is not given; shown in the help. */
  readonly default?: string;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
}

/** The options that were given, by name; a flag that was given is "true". */
export type Given = Readonly<Record<string, string | undefined>>;

/** A subcommand, from which parser and help are made. */
export interface Command {
  /** One line of help. */
  readonly summary: string;
  /** What follows the name: `[USERNAME] HOST PORT`. */
  readonly operands: string;
  /** The options, by name without the dashes. */
  readonly options: Readonly<Record<string, Option>>;
  /** Command lines that work. */
  readonly examples: readonly string[];
  /**
   * Makes sense of a command line whose options have passed their kind's check.
   *
   * @param operands What was given beside options.
   * @returns What to run; it resolves to the exit code.
   * @throws {SyntaxError} If the operands are wrong: wrong usage, exit code 2.
   */
  readonly parse: (operands: readonly string[], options: Given) => () => Promise<number>;
}
