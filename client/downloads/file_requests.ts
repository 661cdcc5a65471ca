import type { Ask, RequestType, Result } from "../../protocol/mod.ts";
import { endOf } from "../conversation/connection_end.ts";
import { RefusedError, resultOf, type Settle } from "../conversation/outcome.ts";
import type { ServerWire } from "../net/server_wire.ts";
import { DownloadError, LostError } from "./failure.ts";

/** Options of {@linkcode FileRequests}. */
export interface FileRequestsOptions {
  /** Connects to the server for a download. */
  dial: () => Promise<ServerWire>;
  /**
   * Sends a request on the chat connection. If that is lost, the request is repeated on the next
   * one; until then, downloads wait.
   */
  ask: (ask: Ask, settle: Settle) => void;
}

/** What downloads ask of a server. What fails tells whether another attempt could help. */
export class FileRequests {
  readonly #options: FileRequestsOptions;

  /** Asks nothing yet. */
  constructor(options: FileRequestsOptions) {
    this.#options = options;
  }

  /**
   * Asks for a page of the list of shared files.
   *
   * @param from Where it begins.
   * @throws {DownloadError} If the server refuses.
   */
  page(from: number): Promise<Result<"files">> {
    return this.#ask({ type: "files", from });
  }

  /**
   * Asks for a ticket for a file.
   *
   * @throws {DownloadError} If the server refuses.
   */
  ticket(name: string): Promise<Result<"get">> {
    return this.#ask({ type: "get", name });
  }

  /**
   * Connects for a download.
   *
   * @throws {LostError} If that fails.
   */
  async dial(): Promise<ServerWire> {
    try {
      return await this.#options.dial();
    } catch (cause) {
      throw new LostError({ type: "connection", end: endOf(cause) }, { cause });
    }
  }

  async #ask<T extends RequestType>(ask: Ask<T>): Promise<Result<T>> {
    try {
      return await resultOf(ask, this.#options.ask);
    } catch (cause) {
      if (!(cause instanceof RefusedError)) throw cause;
      const Refusal = cause.error.code === "server-busy" ? LostError : DownloadError;
      throw new Refusal({ type: "refused", error: cause.error }, { cause });
    }
  }
}
