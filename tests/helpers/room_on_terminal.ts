import { Pty, type PtyOptions } from "./pty.ts";

/** Joins a server on a terminal, and waits for the prompt. */
export async function joinOnTerminal(
  port: string,
  name: string,
  options: PtyOptions = {},
  more: string[] = [],
): Promise<Pty> {
  const pty = await Pty.start(["connect", name, "127.0.0.1", port, ...more], options);
  const isThere = (lines: string[]) =>
    lines.at(-1) === `${name} → everyone ›` && lines.some((line) => line.endsWith(" joined"));
  await pty.waitFor(isThere);
  return pty;
}

/** Returns the screen with every time of day as `00:00`, so that it can be compared. */
export function screenOf(pty: Pty): string[] {
  return pty.screen().map((line) => line.replace(/^\d\d:\d\d /, "00:00 "));
}

/** Tells whether a screen ends with these lines, with every time of day as `00:00`. */
export function shows(...expected: string[]): (lines: string[]) => boolean {
  return (lines) =>
    lines.map((line) => line.replace(/^\d\d:\d\d /, "00:00 ")).join("\n").endsWith(
      expected.join("\n"),
    );
}
