/**
 * A queue whose front can be taken without moving the rest.
 *
 * @example
 * ```ts
 * import { Fifo } from "./fifo.ts";
 *
 * const queue = new Fifo<string>();
 * queue.push("a");
 * queue.push("b");
 * queue.shift(); // "a"
 * ```
 */
export class Fifo<T> {
  #items: T[] = [];
  /** Where in the array the front is. */
  #head = 0;

  /** How many are queued. */
  get length(): number {
    return this.#items.length - this.#head;
  }

  /** The front; undefined if the queue is empty. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** Appends an item. */
  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the front; undefined if the queue is empty. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (this.#head < this.#items.length) this.#head++;
    if (2 * this.#head > this.#items.length) this.#compact();
    return item;
  }

  /** Keeps only the items that pass, in their order. */
  filter(passes: (item: T) => boolean): void {
    this.#items = this.#items.slice(this.#head).filter(passes);
    this.#head = 0;
  }

  /** The items, from the front. */
  *[Symbol.iterator](): Generator<T> {
    for (let at = this.#head; at < this.#items.length; at++) yield this.#items[at]!;
  }

  /** The items, from the back. */
  *reversed(): Generator<T> {
    for (let at = this.#items.length - 1; at >= this.#head; at--) yield this.#items[at]!;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
