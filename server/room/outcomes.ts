import type { ErrorBody, Reply, Request, RequestType, Result } from "../../protocol/mod.ts";
import type { RequestKey } from "./events.ts";

/** Maximum number of requests remembered for one client. */
export const MAX_OUTCOMES = 2_048;

/** Requests that change something, and so must not be carried out twice. */
const CHANGING: ReadonlySet<RequestType> = new Set(["say", "tell", "login", "name", "logout"]);

/** Offset basis and prime of the 32-bit FNV-1a hash. Source: RFC 9923. */
const FNV = { basis: 0x811c9dc5, prime: 0x01000193 };

/** What the server answered: a digest of the request alone if `ok` was empty. */
export type PastOutcome = number | { readonly digest: number; readonly ok: Result };

/** The requests of a client that were carried out, as plain data. */
export interface OutcomesSnapshot {
  /** Those that are remembered, by id. */
  readonly known: readonly (readonly [number, PastOutcome])[];
  /** The highest id that was carried out; -1 if none was. */
  readonly highest: number;
  /** The highest id that was carried out before the client came back; -1 if none was. */
  readonly repeatable: number;
  /** The highest id that was carried out and is not remembered; -1 if there is none. */
  readonly forgotten: number;
  /** How many times the client has come back. */
  readonly returns: number;
}

const NO_RESULT: Result = {};

/** What an answer with fields takes, where a digest alone takes 1. */
const OBJECT_WEIGHT = 6;

const UNKNOWN: ErrorBody = {
  code: "outcome-unknown",
  message: "The server no longer knows what became of this request",
};

/**
 * Computes a digest of a request without its id, to distinguish a repetition from another request
 * with the same id.
 *
 * @returns 30 bits: V8 stores such a number without an object of its own.
 */
export function digestOf(request: Request): number {
  const { type } = request;
  let hash = hashText(FNV.basis, type);
  if ("to" in request) hash = hashText(hash, `${request.to}\n`);
  if ("name" in request) hash = hashText(hash, `${request.name}`);
  if ("text" in request) hash = hashText(hash, request.text);
  return hash & 0x3fffffff;
}

function hashText(seed: number, text: string): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV.prime);
  }
  return hash;
}

/**
 * The requests of a client that were carried out. A client that comes back repeats, under the same
 * ids, those it has no answer to. A request that was carried out gets the same answer again, and is
 * not carried out twice. One that was refused changed nothing, so it is checked again.
 */
export class Outcomes {
  #known?: Map<number, PastOutcome>;
  /** The highest id that was carried out and is no longer remembered. */
  #forgotten = -1;
  /** The highest id that was carried out before the client came back. */
  #repeatable = -1;
  #highest = -1;
  #returns = 0;
  #weight = 0;

  /**
   * Begins with nothing.
   *
   * @param origin The address or network that the client comes from.
   */
  constructor(readonly origin: string) {}

  /** What the remembered requests take: 1 is a number in a map, about 40 bytes. */
  get weight(): number {
    return this.#weight;
  }

  /** Number of remembered requests. */
  get size(): number {
    return this.#known?.size ?? 0;
  }

  /** Describes them as plain data. */
  snapshot(): OutcomesSnapshot {
    return {
      known: Array.from(this.#known ?? []),
      highest: this.#highest,
      repeatable: this.#repeatable,
      forgotten: this.#forgotten,
      returns: this.#returns,
    };
  }

  /** Takes over what {@linkcode Outcomes.snapshot} described; nothing may be noted before. */
  restore({ known, highest, repeatable, forgotten, returns }: OutcomesSnapshot): void {
    if (known.length > 0) this.#known = new Map(known);
    for (const [, outcome] of known) this.#weight += weightOf(outcome);
    this.#highest = highest;
    this.#repeatable = repeatable;
    this.#forgotten = forgotten;
    this.#returns = returns;
  }

  /** Notes that nothing is known of what the client asked before this, which it may repeat. */
  forgetBefore(id: number): void {
    this.#highest = this.#forgotten = id - 1;
  }

  /** Notes that the client has come back: it may repeat everything so far. */
  resume(): void {
    this.#repeatable = this.#highest;
    this.#returns++;
  }

  /** What a request is known by that is asked now. */
  keyOf(request: Request): RequestKey {
    const key = { id: request.id, digest: digestOf(request) };
    return this.#returns === 0 ? key : { ...key, returns: this.#returns };
  }

  /** Notes that a request was carried out, and its answer if that was more than an empty `ok`. */
  note({ id, digest, returns = 0 }: RequestKey, ok?: Result): void {
    this.#known ??= new Map();
    const outcome = ok === undefined ? digest : { digest, ok };
    this.#weight += weightOf(outcome) - weightOf(this.#known.get(id));
    this.#known.set(id, outcome);
    this.#highest = Math.max(this.#highest, id);
    // Asked on another server before the client came back: it may repeat this one too.
    if (returns < this.#returns) this.#repeatable = Math.max(this.#repeatable, id);
    if (this.#known.size > MAX_OUTCOMES) this.#forget(1);
  }

  /** Forgets the older half. */
  halve(): void {
    this.#forget(Math.ceil(this.size / 2));
  }

  /**
   * Finds the answer to a request that was carried out before the client came back.
   *
   * @returns The answer; undefined if the request must be carried out, because it is new, was
   * refused, or differs from the one that had this id before.
   */
  repeated(request: Request): Reply | undefined {
    const { id, type } = request;
    if (id > this.#repeatable || !CHANGING.has(type)) return undefined;
    const known = this.#known?.get(id);
    if (known === undefined) {
      return id <= this.#forgotten ? { id, error: UNKNOWN } : undefined;
    }
    const { digest, ok } = typeof known === "number" ? { digest: known, ok: NO_RESULT } : known;
    return digest === digestOf(request) ? { id, ok } : undefined;
  }

  #forget(count: number): void {
    let left = count;
    for (const [id, outcome] of this.#known!) {
      if (left-- === 0) return;
      this.#known!.delete(id);
      this.#weight -= weightOf(outcome);
      this.#forgotten = Math.max(this.#forgotten, id);
    }
  }
}

function weightOf(outcome: PastOutcome | undefined): number {
  return outcome === undefined ? 0 : typeof outcome === "number" ? 1 : OBJECT_WEIGHT;
}
