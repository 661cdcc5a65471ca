import { abortable } from "@std/async/abortable";
import { delay } from "@std/async/delay";
import { DOWNLOADS_AT_ONCE, type Output, Turns } from "../../protocol/mod.ts";
import { OutputStream } from "./destination.ts";
import type { DownloadEvent, Tell } from "./events.ts";
import { expand, listNames } from "./expand.ts";
import { DownloadError, failureOf } from "./failure.ts";
import { fetchFile, UnfinishedError } from "./fetch_file.ts";
import { FileRequests, type FileRequestsOptions } from "./file_requests.ts";
import { globMatcher } from "./glob.ts";
import { localPath } from "./local_path.ts";
import { nearMiss } from "./near_miss.ts";
import { tryPatiently } from "./try_patiently.ts";
import { Transfer, type TransferOptions } from "./transfer.ts";
import type { TransferProgress } from "./transfer_progress.ts";

/** Options of {@linkcode Downloads}. */
export interface DownloadsOptions extends FileRequestsOptions {
  /** The folder in which the users' folders are created; by default, the working directory. */
  root?: string;
  /** Called with the progress of a download, and once at its end. */
  progress?: (name: string, progress: TransferProgress | undefined) => void;
  /**
   * Waits before another attempt, in ms.
   *
   * @default {delay}
   */
  pause?: (ms: number) => Promise<void>;
}

/** A running download. */
type Hooks = Pick<TransferOptions, "name" | "progress" | "tell" | "signal">;

/** Downloads shared files, several at a time, each on connections of its own, and saves them. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #requests: FileRequests;
  readonly #turns = new Turns(DOWNLOADS_AT_ONCE);
  readonly #running = new Map<string, { end: AbortController; done: Promise<boolean> }>();

  /** Begins without downloads. */
  constructor(options: DownloadsOptions) {
    this.#options = options;
    this.#requests = new FileRequests(options);
  }

  /**
   * Downloads files into the user's folder.
   *
   * @param wanted A file as the server lists it, or a pattern for several.
   * @param user Name of the user, for the folder. Empty if the user has none; the server then
   * refuses.
   * @param tell Takes the events of these downloads.
   * @returns Whether all are saved, once all have ended.
   */
  async get(wanted: string, user: string, tell: Tell): Promise<boolean> {
    return await this.getAll([wanted], user, tell);
  }

  /**
   * Downloads what each name or pattern stands for, see {@linkcode Downloads.get}. A file that
   * several of them stand for is downloaded once.
   */
  async getAll(wanted: readonly string[], user: string, tell: Tell): Promise<boolean> {
    const found = await Promise.all(wanted.map((each) => this.#find(each, tell)));
    const names = new Set(found.flatMap((each) => each ?? []));
    const saved = await Promise.all(
      Array.from(
        names,
        (name) => this.#start(name, (hooks) => this.#save(name, user, hooks), tell),
      ),
    );
    return !found.includes(undefined) && saved.every(Boolean);
  }

  /** Finds the files that a name or a pattern stands for; undefined if that failed. */
  async #find(wanted: string, tell: Tell): Promise<string[] | undefined> {
    try {
      return await tryPatiently(() => expand(wanted, (from) => this.#requests.page(from)), {
        pause: this.#options.pause ?? delay,
        onBusy: () => tell({ type: "busy", name: wanted }),
      });
    } catch (error) {
      tell(failed(wanted, error));
    }
  }

  /** The names of the downloads that run or wait. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /**
   * Ends downloads. What has arrived is kept.
   *
   * @param wanted A file, or a pattern for several.
   * @param tell Called if there are none.
   * @returns Whether there were any.
   */
  cancel(wanted: string, tell: Tell): boolean {
    const matches = globMatcher(wanted);
    const matching = [...this.#running].filter(([name]) => name === wanted || matches(name));
    for (const [, { end }] of matching) end.abort(new DownloadError({ type: "cancelled" }));
    if (matching.length > 0) return true;
    tell({ type: "not-running", wanted });
    return false;
  }

  /** Ends every download. Resolves when all have closed their files. */
  async close(): Promise<void> {
    for (const { end } of this.#running.values()) {
      end.abort(new DownloadError({ type: "interrupted" }));
    }
    await Promise.all(Array.from(this.#running.values(), ({ done }) => done));
  }

  /**
   * Writes one file to a stream, such as standard output, in place of a file.
   *
   * @returns Whether everything was written and verified, once it has ended.
   */
  async pour(name: string, output: Output, tell: Tell): Promise<boolean> {
    return await this.#start(name, async (hooks) => {
      const transfer = this.#transfer(name, hooks);
      const stream = new OutputStream(output, await transfer.version());
      await transfer.fill(stream, () => Promise.resolve());
    }, tell);
  }

  /** Begins a download and reports its events; waits for it if it is running already. */
  #start(
    name: string,
    run: (hooks: Hooks) => Promise<DownloadEvent | void>,
    tell: Tell,
  ): Promise<boolean> {
    const running = this.#running.get(name);
    if (running) {
      tell({ type: "running", name });
      return running.done;
    }
    const end = new AbortController();
    const done = this.#inTurn(run, {
      name,
      tell,
      signal: end.signal,
      progress: (progress) => this.#options.progress?.(name, progress),
    }).finally(() => this.#end(name)).then(
      (event) => (event && tell(event), true),
      async (error) => (tell(await this.#failed(name, error)), false),
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

  async #save(name: string, user: string, hooks: Hooks): Promise<DownloadEvent> {
    const system = Deno.build.os === "windows" ? "windows" : "posix";
    const goal = localPath({ name, user, root: this.#options.root, system });
    const saved = await fetchFile(this.#transfer(name, hooks), goal, hooks);
    return { type: "downloaded", name, ...saved };
  }

  #transfer(name: string, hooks: Hooks): Transfer {
    const { pause = (ms) => delay(ms, { signal: hooks.signal }) } = this.#options;
    return new Transfer({
      ...hooks,
      pause,
      ticket: () => abortable(this.#requests.ticket(name), hooks.signal),
      dial: () => this.#requests.dial(),
    });
  }

  /** Tells that a download failed; if there is no such file, what may have been meant. */
  async #failed(name: string, error: unknown): Promise<DownloadEvent> {
    const event = failed(name, error);
    const { failure } = event;
    if (failure.type !== "refused" || failure.error.code !== "no-such-file") return event;
    try {
      const names = await listNames((from) => this.#requests.page(from));
      return { ...event, failure: { ...failure, meant: nearMiss(name, names) } };
    } catch {
      return event;
    }
  }

  #end(name: string): void {
    this.#running.delete(name);
    this.#options.progress?.(name, undefined);
  }
}

/** Reports that a download failed, and how much of it is kept. */
function failed(name: string, error: unknown): Extract<DownloadEvent, { type: "failed" }> {
  if (!(error instanceof UnfinishedError)) {
    return { type: "failed", name, failure: failureOf(error) };
  }
  const { cause, kept: bytes, size } = error;
  return { type: "failed", name, failure: failureOf(cause), kept: { bytes, size } };
}
