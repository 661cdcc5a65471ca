/** Most lines of a block that are sent without a question. */
const MAX_UNASKED_LINES = 20;

/** Enter; or Esc, which begins other keys too, and Ctrl-C; and what was typed after it. */
// deno-lint-ignore no-control-regex
const DECISION = /^(?:(\r\n?|\n)|(\x1b(?![[O])|\x03))(.*)$/s;

/** What the user has decided about a long block. */
export interface BlockDecision {
  /** Whether it is to be sent. */
  readonly isSent: boolean;
  /** What was typed after the key that decided it. */
  readonly more: string;
}

/** Tells whether a block is so long that the user is asked before it is sent. */
export function isLongBlock(block: string): boolean {
  return block.split("\n").length > MAX_UNASKED_LINES;
}

/** The question whether to send a long block. */
export function blockQuestion(block: string): string {
  return `Send ${block.split("\n").length} lines? Enter sends them, Esc drops them`;
}

/**
 * Reads the answer to the question: Enter sends the block, Esc and Ctrl-C drop it.
 *
 * @param keys What the terminal sent.
 * @returns Undefined if that decides nothing.
 */
export function decideBlock(keys: string): BlockDecision | undefined {
  const [, enter, drop, more = ""] = DECISION.exec(keys) ?? [];
  if (enter === undefined && drop === undefined) return undefined;
  return { isSent: enter !== undefined, more };
}
