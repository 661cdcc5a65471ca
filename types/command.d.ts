/** What an option's value may be. A flag has none. */
export type OptionKind = "flag" | "text" | "path" | "port" | "choice" | "count" | "bytes";

/** One option of a command, as its help shows it. */
export interface Option {
  /** What its value may be. */
  readonly kind: OptionKind;
  /** One line of help. */
  readonly help: string;
  /** Name of the value in the help: `DIR`. */
  readonly value?: string;
  /** Default value, shown in the help. */
  readonly default?: string;
  /** Whether it may be given without a value, which is "" then. */
  readonly mayBeEmpty?: boolean;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
}

/** The given options, by name. A given flag is "true". */
export type Given = Readonly<Record<string, string | undefined>>;

/** A subcommand. Parser and help are made from it. */
export interface Command {
  /** One line for the help. */
  readonly summary: string;
  /** The operands after the name: `[USERNAME] HOST PORT`. */
  readonly operands: string;
  /** The options, by name without the dashes. */
  readonly options: Readonly<Record<string, Option>>;
  /** Command lines that work. */
  readonly examples: readonly string[];
  /**
   * Interprets a command line whose options have been checked.
   *
   * @param operands The arguments beside the options.
   * @returns A function that runs the command and resolves to the exit code.
   * @throws {SyntaxError} If the operands are wrong: wrong usage, exit code 2.
   */
  readonly parse: (operands: readonly string[], options: Given) => () => Promise<number>;
}
