/** How much of an attack to run: a taste for the test suite, or all of it. */
export type Scale = "short" | "full";

/** What came of an attack. */
export interface AttackResult {
  /** What was measured, with its unit. */
  readonly measured: string;
  /** Whether that keeps the bound. */
  readonly holds: boolean;
}

/** Something that a hostile guest, server or local user may try, and what is promised of it. */
export interface Attack {
  /** What it is called on the command line, in snake_case. */
  readonly name: string;
  /** What it does. */
  readonly what: string;
  /** What must hold nevertheless. */
  readonly bound: string;
  /**
   * Whether a time in ms is measured, which other work on the machine makes longer.
   *
   * @default {false}
   */
  readonly isTimed?: boolean;
  /** Why it cannot be run here, if it cannot. */
  readonly missing?: () => string | undefined;
  /** Runs it against a process of its own. */
  readonly run: (scale: Scale) => Promise<AttackResult>;
}
