/** The size of a terminal, in cells. */
export interface Size {
  /** Cells in a row. */
  readonly columns: number;
  /** Rows on the screen. */
  readonly rows: number;
}

/** A place on the screen. */
export interface Cell {
  /** The row, from 1 at the top. */
  readonly row: number;
  /** The column, from 1 at the left. */
  readonly column: number;
  /** The size of the screen, from a terminal that tells it. */
  readonly size?: Size;
}

/** Tells whether two sizes are the same. */
export function isSameSize(one: Size, other: Size): boolean {
  return one.columns === other.columns && one.rows === other.rows;
}
