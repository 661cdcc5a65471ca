/** What {@linkcode startedBy} looks at. */
export interface Start {
  /** Whether this is the compiled program. */
  readonly standalone: boolean;
  /** The version of Deno. */
  readonly version: string;
  /** Reads a variable of the environment. */
  readonly env: (name: string) => string | undefined;
}

/**
 * Finds out how the program was started, for commands that others are told to type.
 *
 * @returns What stands before the name of a subcommand: `chat`, or what runs it from a clone.
 *
 * @example
 * ```ts
 * import { startedBy } from "./started_by.ts";
 *
 * const env = (name: string) => name === "INIT_CWD" ? "/home/alice/chat" : undefined;
 * startedBy({ standalone: false, version: "2.9.6", env }); // "deno task"
 * ```
 */
export function startedBy({ standalone, version, env }: Start): string {
  // `deno task` and npm say by it where they were started.
  if (standalone || !env("INIT_CWD")) return "chat";
  return env("npm_command") === "exec" ? `npx -y deno@${version} task` : "deno task";
}
