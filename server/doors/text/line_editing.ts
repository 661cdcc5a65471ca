/**
 * Applies what a terminal without line editing sent of keys: backspace and delete take back a
 * character, Ctrl-W a word, Ctrl-U all. Other control characters are dropped.
 *
 * @param typed A line as it arrived.
 * @returns The line as it was meant.
 *
 * @example
 * ```ts
 * import { editedLine } from "./line_editing.ts";
 *
 * editedLine("alicr\x08e"); // "alice"
 * ```
 */
export function editedLine(typed: string): string {
  // deno-lint-ignore no-control-regex
  if (!/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(typed)) return typed;
  const kept: string[] = [];
  for (const char of typed.replace(KEY_SEQUENCES, "")) {
    if (char === "\b" || char === "\x7f") kept.pop();
    else if (char === "\x15") kept.length = 0;
    else if (char === "\x17") dropWord(kept);
    else if (!isControl(char)) kept.push(char);
  }
  return kept.join("");
}

/** What the arrow keys and the like send, which a line without editing cannot obey. */
// deno-lint-ignore no-control-regex
const KEY_SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O[A-Za-z])/g;

function dropWord(kept: string[]): void {
  while (kept.at(-1) === " ") kept.pop();
  while (kept.length > 0 && kept.at(-1) !== " ") kept.pop();
}

function isControl(char: string): boolean {
  const code = char.codePointAt(0)!;
  return code !== 9 && (code < 32 || (code >= 0x7f && code < 0xa0));
}
