import { abortable } from "@std/async/abortable";
import { delay } from "@std/async/delay";
import { globToRegExp } from "@std/path/glob-to-regexp";
import {
  type Ask,
  checkName,
  DOWNLOADS_AT_ONCE,
  printable,
  type RequestType,
  type Result,
  Turns,
} from "../protocol/mod.ts";
import { dial, type Target } from "./dial.ts";
import { type Line, out, problem } from "./dialect.ts";
import { expand } from "./expand.ts";
import { fetchFile, type Saved, UnfinishedError } from "./fetch_file.ts";
import { localParts } from "./local_path.ts";
import { LostError } from "./lost_error.ts";
import type { Settle } from "./outcome.ts";
import { ProgressBoard } from "./progress_board.ts";
import { Transfer, type TransferOptions } from "./transfer.ts";

/** What downloads need of the client around them. */
export interface DownloadsOptions {
  /** The server to download from. */
  target: Target;
  /**
   * Asks on the chat connection. If that is lost, the question is asked again on the next one; until
   * then, downloads wait.
   */
  ask: (ask: Ask, settle: Settle) => void;
  /** The folder that users' folders are made in; by default, the working directory. */
  root?: string;
  /** Shows a line. */
  print: (line: Line) => void;
  /** Shows how far each download is; by default, nothing is shown. */
  setStatus?: (lines: readonly string[]) => void;
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

/** Why a download is ended from outside. */
class EndedError extends Error {}

/** Fetches shared files, some at a time, each on connections of its own, and saves them. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #board?: ProgressBoard;
  readonly #turns = new Turns(DOWNLOADS_AT_ONCE);
  readonly #running = new Map<string, { end: AbortController; done: Promise<boolean> }>();

  /** Takes what they need. */
  constructor(options: DownloadsOptions) {
    this.#options = options;
    const { setStatus: draw } = options;
    if (draw) this.#board = new ProgressBoard({ draw, width, now: () => performance.now() });
  }

  /**
   * Downloads files into the user's folder.
   *
   * @param wanted A file as the server lists it, or a pattern for several.
   * @param user Whose folder; empty if the user has no name, which the server refuses.
   * @returns When all are saved, or have failed and that was shown: whether all are there.
   */
  async get(wanted: string, user: string): Promise<boolean> {
    try {
      const page = (from: number) => this.#ask({ type: "files", from });
      const names = await expand(wanted, page);
      const all = await Promise.all(names.map((name) => this.#start(name, user)));
      return all.every(Boolean);
    } catch (error) {
      this.#show(problem, `Download of ${wanted} failed: ${(error as Error).message}`);
      return false;
    }
  }

  /**
   * Ends downloads; what they have is kept.
   *
   * @param wanted A file, or a pattern for several.
   */
  cancel(wanted: string): void {
    const pattern = globToRegExp(wanted, { os: "linux" });
    const matching = [...this.#running].filter(([name]) => name === wanted || pattern.test(name));
    for (const [, { end }] of matching) end.abort(new EndedError("cancelled"));
    if (matching.length === 0) this.#show(problem, `Nothing called ${wanted} is being downloaded`);
  }

  /** Ends every download; resolves when all have let go of their files. */
  async close(): Promise<void> {
    for (const { end } of this.#running.values()) end.abort(new EndedError("interrupted"));
    await Promise.all(Array.from(this.#running.values(), ({ done }) => done));
  }

  /** A transfer of a file, for whoever has a place of their own for it. */
  transfer(name: string, options: Pick<TransferOptions, "progress" | "tell" | "signal">): Transfer {
    const { target, pause = (ms) => delay(ms, { signal: options.signal }) } = this.#options;
    return new Transfer({
      ...options,
      pause,
      ticket: () => abortable(this.#ask({ type: "get", name }), options.signal),
      dial: () =>
        dial(target).catch((cause) => {
          throw new LostError(cause.message, { cause });
        }),
    });
  }

  /** Begins the download of one file; tells what becomes of it. */
  #start(name: string, user: string): Promise<boolean> {
    if (this.#running.has(name)) {
      this.#show(problem, `${name} is being downloaded already`);
      return Promise.resolve(false);
    }
    const end = new AbortController();
    const done = this.#run(name, user, end.signal).then(
      (saved) => this.#succeed(name, saved),
      (error) => this.#fail(name, error),
    ).finally(() => {
      this.#running.delete(name);
      this.#board?.remove(name);
    });
    this.#running.set(name, { end, done });
    return done;
  }

  async #run(name: string, user: string, signal: AbortSignal): Promise<Saved> {
    const parts = localParts(name, Deno.build.os === "windows");
    const { root } = this.#options;
    // The user's name is what the server says it is, too.
    const folder = user === "" ? [] : [checkName(user)];
    const goal = [...(root === undefined ? [] : [root]), ...folder, ...parts].join("/");
    const turn = this.#turns.take("");
    try {
      await abortable(turn, signal);
      const options: Pick<TransferOptions, "progress" | "tell" | "signal"> = {
        signal,
        progress: (progress) => this.#board?.update(name, progress),
        tell: (remark) => this.#show(out, `${name}: ${remark}`),
      };
      return await fetchFile(this.transfer(name, options), goal, options);
    } finally {
      turn.then((each) => each[Symbol.dispose]());
    }
  }

  #succeed(name: string, { path, size, already }: Saved): boolean {
    const bytes = `${size} bytes`;
    this.#show(
      out,
      already
        ? `Already there: ${path} has the same ${bytes} as ${name}`
        : `Downloaded ${name}: ${bytes} to ${path}`,
      { type: "downloaded", name, size, path },
    );
    return true;
  }

  #fail(name: string, error: unknown): false {
    const cause = error instanceof UnfinishedError ? error.cause : error;
    const reason = cause instanceof EndedError ? cause.message : `failed: ${explain(cause)}`;
    const text = `Download of ${name} ${reason}${this.#hint(name, error)}`;
    this.#show(problem, text, { type: "failed", name, message: text });
    return false;
  }

  /** How to go on with what is kept. */
  #hint(name: string, error: unknown): string {
    if (!(error instanceof UnfinishedError)) return "";
    const { goOn = (name: string) => `/get ${name}` } = this.#options;
    return `; ${error.kept} of ${error.size} bytes are kept, go on with: ${goOn(name)}`;
  }

  #ask<T extends RequestType>(ask: Ask<T>): Promise<Result<T>> {
    return new Promise((resolve, reject) =>
      this.#options.ask(ask as Ask, (outcome) => {
        if ("ok" in outcome) resolve(outcome.ok as Result<T>);
        else reject(new Error(outcome.error.message));
      })
    );
  }

  #show(kind: (text: string) => Line, text: string, data?: Line["data"]): void {
    this.#options.print({ ...kind(printable(text)), data });
  }
}

function explain(cause: unknown): string {
  const { message, code } = cause as Error & { code?: string };
  return code === "ENOSPC" ? "the disk is full" : message;
}

function width(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}
