import type { Result } from "../../protocol/mod.ts";
import { type Destination, isSame, type Version } from "./destination.ts";
import { Download } from "./download.ts";
import type { ServerWire } from "../net/server_wire.ts";
import type { Tell } from "./events.ts";
import { DownloadError, LostError } from "./failure.ts";
import { tryPatiently } from "./try_patiently.ts";
import type { TransferProgress } from "./transfer_progress.ts";

/** Options of {@linkcode Transfer}. */
export interface TransferOptions {
  /** The file. */
  name: string;
  /**
   * Asks for a ticket. Rejects with a `LostError` if the connection was lost and another attempt is
   * possible.
   */
  ticket: () => Promise<Result<"get">>;
  /** Connects for one download. */
  dial: () => Promise<ServerWire>;
  /** Waits, in ms. */
  pause: (ms: number) => Promise<void>;
  /** Called with the progress. */
  progress: (progress: TransferProgress) => void;
  /** Called with events for the user. */
  tell: Tell;
  /** Cancels it. */
  signal: AbortSignal;
}

/** The transfer of one file, over as many connections as needed. */
export class Transfer {
  readonly #options: TransferOptions;
  /** The ticket from asking for the version. It is valid for one download. */
  #granted?: Result<"get">;

  /** Creates a transfer. */
  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** Asks for the version on the server. */
  async version(): Promise<Version> {
    return this.#granted = await this.#retry(() => this.#options.ticket());
  }

  /**
   * Asks for the digest of a file, without its bytes.
   *
   * @returns Undefined if the version has changed.
   */
  async digestOf(version: Version): Promise<string | undefined> {
    return await this.#retry(async () => {
      const { ticket } = await this.#grant();
      using download = await this.#connect();
      const header = await download.begin(ticket, version.size);
      return isSame(header, version) ? await download.digest() : undefined;
    });
  }

  /**
   * Transfers the missing bytes to a destination.
   *
   * @throws {DownloadError} `mismatch` if the file does not have the server's digest.
   */
  async fill(destination: Destination, verify: () => Promise<void>): Promise<void> {
    let verified = false;
    const digest = await this.#retry(async () => {
      using download = await this.#begin(destination);
      if (!verified) await verify();
      verified = true;
      await this.#receive(download, destination);
      return await download.digest();
    }, () => destination.length);
    if (digest !== destination.digest()) {
      throw new DownloadError({ type: "mismatch" });
    }
  }

  /** Opens a download at the end of the destination, and checks that both have the same version. */
  async #begin(destination: Destination): Promise<Download> {
    const granted = await this.#grant();
    if (!isSame(granted, destination.version)) await this.#restart(destination, granted);
    const download = await this.#connect();
    try {
      const header = await download.begin(granted.ticket, destination.length);
      if (isSame(header, destination.version) && header.offset === destination.length) {
        return download;
      }
      await this.#restart(destination, header);
      if (header.offset > 0) throw new LostError({ type: "changed-just-now" });
      return download;
    } catch (error) {
      download.close();
      throw error;
    }
  }

  async #grant(): Promise<Result<"get">> {
    const granted = this.#granted ?? await this.#options.ticket();
    this.#granted = undefined;
    return granted;
  }

  async #restart(destination: Destination, version: Version): Promise<void> {
    const { length, inherited } = destination;
    const before = destination.version.size;
    if (length > inherited && version.size < before) {
      throw new DownloadError({ type: "shorter", before, now: version.size });
    }
    await destination.restart({ size: version.size, modified: version.modified });
    if (length > 0) this.#tellRestart();
  }

  #tellRestart(): void {
    const { name, tell } = this.#options;
    tell({ type: "restarted", name });
  }

  async #receive(download: Download, destination: Destination): Promise<void> {
    const { version: { size: total } } = destination;
    const report = () =>
      this.#options.progress({ phase: "receiving", done: destination.length, total });
    report();
    await download.body(async (bytes) => {
      await destination.write(bytes);
      report();
    });
  }

  async #connect(): Promise<Download> {
    const { dial, signal } = this.#options;
    const download = new Download(await dial());
    const end = () => download.close();
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    return download;
  }

  /** Tries until it succeeds, fails for good, or has received nothing too many times. */
  async #retry<T>(attempt: () => Promise<T>, size = () => 0): Promise<T> {
    const { pause, progress, signal, name, tell } = this.#options;
    return await tryPatiently(() => {
      progress({ phase: "waiting", done: size(), total: 0 });
      return attempt();
    }, { pause, signal, size, onBusy: () => tell({ type: "busy", name }) });
  }
}
