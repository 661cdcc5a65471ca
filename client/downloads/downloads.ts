import { abortable } from "@std/async/abortable";
import { delay } from "@std/async/delay";
import {
  type Ask,
  checkName,
  DOWNLOADS_AT_ONCE,
  type Output,
  printable,
  type RequestType,
  type Result,
  Turns,
} from "../../protocol/mod.ts";
import { OutputStream } from "./destination.ts";
import { type Line, out, type Print, problem } from "../session/dialect.ts";
import type { DownloadWire } from "./download.ts";
import { expand } from "./expand.ts";
import { globMatcher } from "./glob.ts";
import { fetchFile, UnfinishedError } from "./fetch_file.ts";
import { localParts } from "./local_path.ts";
import { LostError } from "./lost_error.ts";
import { resultOf, type Settle } from "../conversation/outcome.ts";
import type { TransferProgress } from "./transfer_progress.ts";
import { Transfer, type TransferOptions } from "./transfer.ts";

/** What downloads need of the client around them. */
export interface DownloadsOptions {
  /** Connects to the server to download from. */
  dial: () => Promise<DownloadWire>;
  /**
   * Asks on the chat connection. If that is lost, the question is asked again on the next one; until
   * then, downloads wait.
   */
  ask: (ask: Ask, settle: Settle) => void;
  /** The folder that users' folders are made in; by default, the working directory. */
  root?: string;
  /** Shows a line. */
  print: Print;
  /** Told often how far a download is, and once that it is over; by default, nobody is. */
  progress?: (name: string, progress: TransferProgress | undefined) => void;
  /**
   * Waits so many ms before another try.
   *
   * @default {delay}
   */
  pause?: (ms: number) => Promise<void>;
  /**
   * What makes an unfinished download go on.
   *
   * @default {(name) => `/get ${name}`}
   */
  goOn?: (name: string) => string;
}

/** What one download tells, and what ends it. */
type Hooks = Pick<TransferOptions, "progress" | "tell" | "signal">;

/** Why a download is ended from outside. */
class EndedError extends Error {}

/** Fetches shared files, some at a time, each on connections of its own, and saves them. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #turns = new Turns(DOWNLOADS_AT_ONCE);
  readonly #running = new Map<string, { end: AbortController; done: Promise<boolean> }>();

  /** Takes what they need. */
  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  /**
   * Downloads files into the user's folder.
   *
   * @param wanted A file as the server lists it, or a pattern for several.
   * @param user Whose folder; empty if the user has no name, which the server refuses.
   * @param print Shows what becomes of these; by default, what shows everything else.
   * @returns When all are saved, or have failed and that was shown: whether all are there.
   */
  async get(wanted: string, user: string, print = this.#options.print): Promise<boolean> {
    try {
      const page = (from: number) => this.#ask({ type: "files", from });
      const names = await expand(wanted, page);
      const all = await Promise.all(
        names.map((name) => this.#start(name, (hooks) => this.#save(name, user, hooks), print)),
      );
      return all.every(Boolean);
    } catch (error) {
      show(this.#failure(wanted, error), print);
      return false;
    }
  }

  /** How many downloads are running, or wait for their turn. */
  get running(): number {
    return this.#running.size;
  }

  /**
   * Ends downloads; what they have is kept.
   *
   * @param wanted A file, or a pattern for several.
   * @param print Shows that there are none; by default, what shows everything else.
   * @returns Whether there were any.
   */
  cancel(wanted: string, print = this.#options.print): boolean {
    const matches = globMatcher(wanted);
    const matching = [...this.#running].filter(([name]) => name === wanted || matches(name));
    for (const [, { end }] of matching) end.abort(new EndedError("cancelled"));
    if (matching.length > 0) return true;
    show(problem(`Nothing called ${wanted} is being downloaded`), print);
    return false;
  }

  /** Ends every download; resolves when all have let go of their files. */
  async close(): Promise<void> {
    for (const { end } of this.#running.values()) end.abort(new EndedError("interrupted"));
    await Promise.all(Array.from(this.#running.values(), ({ done }) => done));
  }

  /**
   * Writes one file to a stream, such as standard output, and to no disk.
   *
   * @returns When that is done, or has failed and that was shown: whether all is written, and is
   * what the server sent.
   */
  async pour(name: string, output: Output): Promise<boolean> {
    return await this.#start(name, async (hooks) => {
      const transfer = this.#transfer(name, hooks);
      const stream = new OutputStream(output, await transfer.version());
      await transfer.fill(stream, () => Promise.resolve());
    });
  }

  /** Begins a download; tells what becomes of it. */
  #start(
    name: string,
    run: (hooks: Hooks) => Promise<Line | void>,
    print = this.#options.print,
  ): Promise<boolean> {
    if (this.#running.has(name)) {
      show(failed(name, `${name} is being downloaded already`), print);
      return Promise.resolve(false);
    }
    const end = new AbortController();
    const done = this.#inTurn(run, {
      signal: end.signal,
      progress: (progress) => this.#options.progress?.(name, progress),
      tell: (remark) => show(out(`${name}: ${remark}`), print),
    }).finally(() => this.#end(name)).then(
      (line) => (line && show(line, print), true),
      (error) => (show(this.#failure(name, error), print), false),
    );
    this.#running.set(name, { end, done });
    return done;
  }

  async #inTurn<T>(run: (hooks: Hooks) => Promise<T>, hooks: Hooks): Promise<T> {
    const turn = this.#turns.take("");
    try {
      await abortable(turn, hooks.signal);
      return await run(hooks);
    } finally {
      turn.then((each) => each[Symbol.dispose]());
    }
  }

  async #save(name: string, user: string, hooks: Hooks): Promise<Line> {
    const parts = localParts(name, Deno.build.os === "windows");
    const { root } = this.#options;
    const folder = user === "" ? [] : [folderOf(user)];
    const base = root === undefined ? [] : [root.replace(/\/+$/, "")];
    const goal = [...base, ...folder, ...parts].join("/");
    const { path, size, already } = await fetchFile(this.#transfer(name, hooks), goal, hooks);
    const said = already
      ? `Already there: ${path} has the same ${size} bytes as ${name}`
      : `Downloaded ${name}: ${size} bytes to ${path}`;
    return { ...out(said), data: { type: "downloaded", name, size, path } };
  }

  #transfer(name: string, hooks: Hooks): Transfer {
    const { dial, pause = (ms) => delay(ms, { signal: hooks.signal }) } = this.#options;
    return new Transfer({
      ...hooks,
      pause,
      ticket: () => abortable(this.#ask({ type: "get", name }), hooks.signal),
      dial: () =>
        dial().catch((cause) => {
          throw new LostError(cause.message, { cause });
        }),
    });
  }

  #end(name: string): void {
    this.#running.delete(name);
    this.#options.progress?.(name, undefined);
  }

  /** Says why a download failed, and how to go on with what is kept. */
  #failure(name: string, error: unknown): Line {
    const cause = error instanceof UnfinishedError ? error.cause : error;
    const reason = cause instanceof EndedError ? cause.message : `failed: ${explain(cause)}`;
    const { goOn = (name: string) => `/get ${name}` } = this.#options;
    const hint = error instanceof UnfinishedError
      ? `; ${error.kept} of ${error.size} bytes are kept, ${goOn(name)} goes on`
      : "";
    return failed(name, `Download of ${name} ${reason}${hint}`);
  }

  #ask<T extends RequestType>(ask: Ask<T>): Promise<Result<T>> {
    return resultOf(ask, this.#options.ask);
  }
}

/**
 * The folder for a user's downloads. A name that begins with a dot gets none: programs read their
 * settings from such folders, and the server chooses what is written.
 */
function folderOf(user: string): string {
  const name = checkName(user);
  if (!name.startsWith(".")) return name;
  throw new RangeError(`no folder for downloads may begin with a dot, as your name ${name} does`);
}

/** Says that a download came to nothing. */
function failed(name: string, said: string): Line {
  const message = printable(said);
  return { ...problem(message), data: { type: "failed", name, message } };
}

/** Shows a line, made safe. */
function show(line: Line, print: Print): void {
  print({ ...line, text: printable(line.text) });
}

function explain(cause: unknown): string {
  const { message, code } = cause as Error & { code?: string };
  return code === "ENOSPC" ? "the disk is full" : message;
}
