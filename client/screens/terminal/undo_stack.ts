import type { Editing } from "./editing.ts";

/** Most changes that can be undone. */
const MAX_CHANGES = 200;

/** Most characters that are undone at once, as in GNU readline. */
const MAX_GROUP = 20;

/** The changes of a line, which Ctrl-_ undoes one after the other. */
export class UndoStack {
  #before: Editing[] = [];
  /** Characters typed in a row since the last entry, and where the cursor was then. */
  #typed = { count: 0, end: -1 };

  /**
   * Notes a change. Characters that are typed one after the other are one.
   *
   * @param before The line before.
   * @param after The line after.
   */
  note(before: Editing, after: Editing): void {
    if (before.line === after.line) return;
    const count = typedCount(before, after);
    const isMore = count > 0 && this.#typed.end === before.cursor &&
      this.#typed.count + count <= MAX_GROUP;
    this.#typed = {
      count: isMore ? this.#typed.count + count : count,
      end: count > 0 ? after.cursor : -1,
    };
    if (isMore) return;
    this.#before.push(before);
    if (this.#before.length > MAX_CHANGES) this.#before.shift();
  }

  /** Returns the line as it was before the last change; nothing if there is none. */
  undo(): Editing | undefined {
    this.#typed = { count: 0, end: -1 };
    return this.#before.pop();
  }

  /** Forgets all changes: another line begins. */
  clear(): void {
    this.#before = [];
    this.#typed = { count: 0, end: -1 };
  }
}

/** How many UTF-16 units were inserted at the cursor; 0 if the change was another one. */
function typedCount(before: Editing, after: Editing): number {
  const count = after.line.length - before.line.length;
  if (count <= 0 || count > MAX_GROUP || after.cursor !== before.cursor + count) return 0;
  const rest = after.line.slice(0, before.cursor) + after.line.slice(after.cursor);
  return rest === before.line ? count : 0;
}
