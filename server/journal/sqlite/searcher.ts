import type { SearchTerms } from "../search_terms.ts";
import type { KeptMessage, MessageTable, Span } from "./message_table.ts";
import type { SearchIndex } from "./search_index.ts";

/** How long to search before others have a turn, in ms. */
const SLICE_MS = 3;

/** Messages that are read at a time where no index helps: about 1 ms. */
const SCANNED_AT_ONCE = 500;

/**
 * Most messages that one search reads and finds to be without the words: about 0.2 s. Words of one or
 * two characters are not in the index, so that a search for them reads every message.
 */
export const MAX_EXAMINED = 100_000;

/** Candidates that are taken from the index at a time: about 1 ms. */
const CANDIDATES_AT_ONCE = 200;

/** A step of a search. */
export interface SearchStep {
  /** What it found, the newest first. */
  readonly found: readonly KeptMessage[];
  /** Number down to which everything was looked at. */
  readonly reached: number;
  /** Whether the search ends here, though there are older messages. */
  readonly isLast: boolean;
}

/** Options of {@linkcode Searcher}. */
export interface SearcherOptions {
  /** The messages to search. */
  messages: MessageTable;
  /** The index of most of them. */
  index: SearchIndex;
  /** The time, in ms; only differences matter. */
  now: () => number;
  /** Lets others have a turn; rejects if the search is to end. */
  pause: () => Promise<void>;
}

/** Searches the messages, the newest first, a few milliseconds at a time. */
export class Searcher {
  readonly #options: SearcherOptions;

  /** Takes what to search. */
  constructor(options: SearcherOptions) {
    this.#options = options;
  }

  /**
   * Finds the messages that hold all terms.
   *
   * @param span Where to look.
   * @returns What each step found, the newest first. The last step says if there may be more.
   */
  async *search(terms: SearchTerms, span: Span): AsyncGenerator<SearchStep, undefined> {
    const { now, pause } = this.#options;
    let began = now();
    let examined = 0;
    for (const rows of this.#steps(terms, span)) {
      const reached = rows.at(-1)?.seq ?? span.before;
      const found = rows.filter(({ text, time }) => time >= span.since && terms.match(text));
      examined += rows.length - found.length;
      yield { found, reached, isLast: examined >= MAX_EXAMINED };
      if (now() - began < SLICE_MS) continue;
      await pause();
      began = now();
    }
  }

  /**
   * The messages to look at. What the index does not know yet is read through, and so is all if it
   * cannot help.
   */
  *#steps(terms: SearchTerms, span: Span): Generator<KeptMessage[], undefined> {
    const { index } = this.#options;
    const query = terms.trigramQuery;
    const { reach } = index;
    if (query === undefined) return yield* this.#scan(span);
    yield* this.#scan({ ...span, after: Math.max(span.after, reach) });
    const indexed = { ...span, before: Math.min(span.before, reach + 1) };
    for (const part of index.partsOf(indexed)) yield* this.#part(part, query, indexed);
  }

  *#scan(span: Span): Generator<KeptMessage[], undefined> {
    for (let { before } = span;;) {
      const rows = [...this.#options.messages.newest({ ...span, before }, SCANNED_AT_ONCE)];
      yield rows;
      if (rows.length < SCANNED_AT_ONCE) return;
      before = rows.at(-1)!.seq;
    }
  }

  *#part(part: number, query: string, span: Span): Generator<KeptMessage[], undefined> {
    const { index, messages } = this.#options;
    for (let { before } = span;;) {
      const seqs = index.candidates(part, query, { ...span, before }, CANDIDATES_AT_ONCE);
      const rows = seqs.map((seq) => messages.get(seq)).filter((row) => row !== undefined);
      yield rows;
      if (seqs.length < CANDIDATES_AT_ONCE) return;
      before = seqs.at(-1)!;
    }
  }
}
