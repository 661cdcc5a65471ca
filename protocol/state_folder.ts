/** What {@linkcode stateFolder} needs to know. */
export interface Surroundings {
  /** The operating system, as `Deno.build.os` names it. */
  readonly os: string;
  /** An environment variable's value, if it is set. */
  readonly env: (name: string) => string | undefined;
}

/**
 * Returns the folder for what the program keeps between two runs.
 *
 * `%LOCALAPPDATA%\chat` on Windows, elsewhere `$XDG_STATE_HOME/chat`, which is
 * `~/.local/state/chat` unless told otherwise:
 * https://specifications.freedesktop.org/basedir-spec/latest/
 *
 * @returns Nothing if there is no such place.
 */
export function stateFolder({ os, env }: Surroundings): string | undefined {
  if (os === "windows") {
    const local = env("LOCALAPPDATA");
    return local && `${local}\\chat`;
  }
  const state = env("XDG_STATE_HOME");
  if (state?.startsWith("/")) return `${state}/chat`;
  const home = env("HOME");
  return home && `${home}/.local/state/chat`;
}
