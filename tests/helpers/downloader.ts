import { SYSTEM_CLOCK } from "../../client/conversation/system_clock.ts";
import { dial } from "../../client/net/dial.ts";
import type { DownloadEvent } from "../../client/downloads/events.ts";
import { eventLines } from "../../client/dialects/words/event_words.ts";
import { Downloads, type DownloadsOptions } from "../../client/downloads/downloads.ts";
import { Conversation } from "../../client/conversation/conversation.ts";
import { ProgressBoard } from "../../client/screens/progress_board.ts";
import { TempFolder } from "./temp_folder.ts";
import { missing, Watch } from "./watch.ts";

/**
 * The downloads of a client, in a folder of their own. Keeps the shown lines, and does not pause
 * between attempts.
 */
export class Downloader implements AsyncDisposable {
  /** Every line shown so far. */
  readonly lines: string[] = [];
  /** Every set of status lines shown so far. */
  readonly status: (readonly string[])[] = [];
  readonly downloads: Downloads;
  readonly #watch = new Watch();
  readonly #stack: AsyncDisposableStack;
  readonly #options: Pick<DownloadsOptions, "dial" | "ask"> & Partial<DownloadsOptions>;

  private constructor(
    readonly folder: TempFolder,
    stack: AsyncDisposableStack,
    options: Pick<DownloadsOptions, "dial" | "ask"> & Partial<DownloadsOptions>,
  ) {
    this.#stack = stack;
    this.#options = options;
    const board = new ProgressBoard({ draw: (lines) => this.status.push(lines) });
    this.downloads = new Downloads({
      root: folder.path,
      progress: (...far) => board.update(...far),
      pause: () => Promise.resolve(),
      ...options,
    });
    stack.defer(() => this.downloads.close());
  }

  /** Joins a server as alice. */
  static async join(
    port: number,
    { folder, via = port, ...options }: Partial<DownloadsOptions> & {
      folder?: TempFolder;
      /** Another port for the downloads. */
      via?: number;
    } = {},
  ): Promise<Downloader> {
    const stack = new AsyncDisposableStack();
    const home = folder ?? stack.use(await TempFolder.make());
    const link = new Conversation({
      target: { host: "127.0.0.1", port },
      dial: () => dial({ host: "127.0.0.1", port }),
      reconnect: false,
      name: () => undefined,
      clock: SYSTEM_CLOCK,
      random: Math.random,
      onEvent: () => {},
    });
    await link.join("alice");
    const kept = link.keep().catch(() => {});
    stack.defer(() => (link.close(), kept));
    const ask: DownloadsOptions["ask"] = (ask, settle) => link.ask(ask, settle);
    const dialVia = () => dial({ host: "127.0.0.1", port: via });
    return new Downloader(home, stack, { dial: dialVia, ask, ...options });
  }

  /** Uses a server for its downloads only. A function answers its requests on the chat. */
  static async without(
    port: number,
    answer: (ask: { type: string; name?: string }) => unknown,
    options: Partial<DownloadsOptions> & { folder?: TempFolder } = {},
  ): Promise<Downloader> {
    const stack = new AsyncDisposableStack();
    const home = options.folder ?? stack.use(await TempFolder.make());
    const ask: DownloadsOptions["ask"] = (ask, settle) => settle({ ok: answer(ask) as never });
    const dialServer = () => dial({ host: "127.0.0.1", port });
    return new Downloader(home, stack, { dial: dialServer, ask, ...options });
  }

  /** Another program that downloads into the same folder. */
  twin(): Downloader {
    return new Downloader(this.folder, new AsyncDisposableStack(), this.#options);
  }

  /** Downloads; returns the lines that this showed. */
  async get(wanted: string): Promise<string[]> {
    const before = this.lines.length;
    await this.downloads.get(wanted, "alice", this.tell);
    return this.lines.slice(before).map((line) => line.replaceAll(`${this.folder.path}/`, ""));
  }

  /** Waits for a line that matches. */
  async line(wanted: RegExp): Promise<string> {
    return await this.#watch.until(
      () => this.lines.find((line) => wanted.test(line)),
      () => missing(`${wanted}`, this.lines),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  /** Takes what happens, and keeps it in words. */
  readonly tell = (event: DownloadEvent): void => {
    this.lines.push(...eventLines(event).map(({ text }) => text));
    this.#watch.changed();
  };
}
