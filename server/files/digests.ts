import { abortable } from "@std/async/abortable";
import { type HashedFile, hashSharedFile } from "./hash_shared_file.ts";
import { Pacer } from "./pacer.ts";
import { PriorityGate } from "./priority_gate.ts";
import type { OpenedFile } from "./shared_folder.ts";
import { SETTLED_MS } from "./validators.ts";

/** How many digests to remember: about 200 bytes each. */
const MAX_REMEMBERED = 10_000;

/**
 * How many files are hashed at once: one is read from the disk while another one is computed. More
 * would let the chat wait longer, and none of them would be done sooner.
 */
const HASHES_AT_ONCE = 2;

/** How long closing waits for the reads at hand to end, in ms. */
const CLOSING_MS = 1_000;

/** Options of {@linkcode Digests}. */
export interface DigestsOptions {
  /** Opens a file a second time, to read it independently of its download. */
  open: (name: string) => Promise<OpenedFile>;
  /** The time, in ms, by a monotonic clock; only differences matter. */
  now: () => number;
  /** The time, in ms since 1970 UTC, from the clock that dates files. */
  wallNow: () => number;
}

/** A digest that somebody waits for, until it is disposed of. */
export interface AwaitedDigest extends Disposable {
  /**
   * The SHA-256 in hexadecimal of as many bytes as the file had when opened. Rejects if the file has
   * become shorter, or is gone, or if all who waited have disposed of it.
   */
  readonly sha256: Promise<string>;
}

interface Job {
  waiting: number;
  readonly end: AbortController;
  readonly sha256: Promise<string>;
}

/**
 * SHA-256 of shared files. A file is read once however many ask for it at the same time, and again
 * only when it has changed. Two files are hashed at a time, in short pieces, and a small file goes
 * before a large one. A hash that nobody waits for any more ends.
 */
export class Digests {
  readonly #options: DigestsOptions;
  readonly #gate = new PriorityGate(HASHES_AT_ONCE);
  readonly #pacer: Pacer;
  readonly #jobs = new Map<string, Job>();
  /** What still runs, jobs included that were dropped. */
  readonly #unsettled = new Set<Promise<void>>();
  /** Digests by file and version, the one used longest ago first. */
  readonly #known = new Map<string, string>();
  /** When each version was seen first, for those too new to be told from the next version. */
  readonly #seen = new Map<string, number>();

  /** Creates a store without digests. */
  constructor(options: DigestsOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.now);
  }

  /** How many files are being hashed, or wait for that. */
  get running(): number {
    return this.#jobs.size;
  }

  /**
   * Tells the digest of a file, if it is known already.
   *
   * @param name The file.
   * @param file The same file, opened.
   * @returns The SHA-256 in hexadecimal.
   */
  known(name: string, file: Pick<OpenedFile, "version">): string | undefined {
    const key = keyOf(name, file);
    const sha256 = this.#known.get(key);
    if (sha256 !== undefined) remember(this.#known, key, sha256);
    return sha256;
  }

  /**
   * Begins to hash a file, unless its digest is known or being computed.
   *
   * @param name The file.
   * @param file The same file, opened; only its size, version and time of change are read.
   */
  wait(name: string, file: Pick<OpenedFile, "version" | "size" | "modified">): AwaitedDigest {
    const known = this.known(name, file);
    if (known !== undefined) {
      return { sha256: Promise.resolve(known), [Symbol.dispose]: () => {} };
    }
    const key = keyOf(name, file);
    const job = this.#jobs.get(key) ?? this.#begin(key, name, file);
    job.waiting++;
    let isWaiting = true;
    const leave = () => {
      if (isWaiting && --job.waiting === 0) this.#drop(key, job);
      isWaiting = false;
    };
    return { sha256: job.sha256, [Symbol.dispose]: leave };
  }

  /** Ends every hash under way, and waits for that, but not for a disk that does not answer. */
  async close(): Promise<void> {
    for (const [key, job] of this.#jobs) this.#drop(key, job);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSING_MS);
    await Promise.race([late, Promise.all(this.#unsettled)]);
    clearTimeout(timer);
  }

  #drop(key: string, job: Job): void {
    if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    job.end.abort(new Error("Nobody waits for the digest any more"));
  }

  #begin(
    key: string,
    name: string,
    { version, size, modified }: Pick<OpenedFile, "version" | "size" | "modified">,
  ): Job {
    const end = new AbortController();
    const isSettled = this.#isSettled(key, modified);
    const { open } = this.#options;
    const hashed = hashSharedFile({
      name,
      size,
      open,
      gate: this.#gate,
      pacer: this.#pacer,
      signal: end.signal,
    });
    const keep = (file: HashedFile) => {
      if (isSettled && file.version === version) remember(this.#known, key, file.sha256);
    };
    const digest = hashed.then(({ sha256 }) => sha256);
    const job: Job = { waiting: 0, end, sha256: abortable(digest, end.signal) };
    job.sha256.catch(() => {}); // Those who wait are told; there may be nobody.
    this.#jobs.set(key, job);
    const settled = hashed.then(keep, () => {}).then(() => {
      this.#unsettled.delete(settled);
      if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    });
    this.#unsettled.add(settled);
    return job;
  }

  /**
   * Whether a content that replaces this one from now on has another version. That is so once the
   * file has not changed for a while, by the clock that dates files or by our own: the former may be
   * set back, and our own does not know how old a file is that it sees for the first time.
   */
  #isSettled(key: string, modified: number): boolean {
    const now = this.#options.now();
    const seen = this.#seen.get(key) ?? now;
    const isSettled = modified <= this.#options.wallNow() - SETTLED_MS || now - seen >= SETTLED_MS;
    if (isSettled) this.#seen.delete(key);
    else remember(this.#seen, key, seen);
    return isSettled;
  }
}

function keyOf(name: string, { version }: Pick<OpenedFile, "version">): string {
  return `${name}\0${version}`;
}

/** Sets an entry as the one used last, and forgets the one used longest ago past the bound. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_REMEMBERED) map.delete(map.keys().next().value!);
}
