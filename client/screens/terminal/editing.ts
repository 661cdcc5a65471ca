/** A line that is typed, and the position of the cursor in it, in UTF-16 units. */
export interface Editing {
  /** The line; a block of several lines holds `\n`. */
  readonly line: string;
  /** Position of the cursor. */
  readonly cursor: number;
}

/** What was cut from a line, to be put back with Ctrl-Y. */
export interface Cut {
  /** The text. */
  readonly text: string;
  /** Where it was, as seen from the cursor. */
  readonly side: "before" | "after";
}

/** What a key made of a line. */
export interface Edited extends Editing {
  /** What it cut, if it cuts; perhaps nothing. */
  readonly cut?: Cut;
}

/**
 * Cuts a part of a line.
 *
 * @param from Where the part begins, in UTF-16 units.
 * @param to Where it ends.
 */
export function cutPart({ line, cursor }: Editing, from: number, to: number): Edited {
  return {
    line: line.slice(0, from) + line.slice(to),
    cursor: from,
    cut: { text: line.slice(from, to), side: from < cursor ? "before" : "after" },
  };
}

/** Inserts a text at the cursor, and moves behind it. */
export function insertText({ line, cursor }: Editing, text: string): Edited {
  return {
    line: line.slice(0, cursor) + text + line.slice(cursor),
    cursor: cursor + text.length,
  };
}
