import { ensureDir } from "@std/fs/ensure-dir";
import { printable, type Result } from "../protocol/mod.ts";
import { dial, type Target } from "./dial.ts";
import { type Line, out, problem } from "./dialect.ts";
import { Download } from "./download.ts";
import { localParts } from "./local_path.ts";
import type { Settle } from "./outcome.ts";

/** What downloads need of the client around them. */
export interface DownloadsOptions {
  /** The server to download from. */
  target: Target;
  /** Asks for a ticket on the chat connection. */
  ask: (ask: { type: "get"; name: string }, settle: Settle) => void;
  /** The folder that users' folders are made in; by default, the working directory. */
  root?: string;
  /** Shows a line. */
  print: (line: Line) => void;
}

/** Fetches shared files, each on a connection of its own, and saves them. */
export class Downloads {
  readonly #options: DownloadsOptions;

  /** Takes what they need. */
  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  /**
   * Downloads one file into the user's folder.
   *
   * @param name The file, as the server lists it.
   * @param user Whose folder; empty if the user has no name, which the server refuses.
   * @returns When it is saved, or has failed and that was shown.
   */
  async get(name: string, user: string): Promise<void> {
    const { print } = this.#options;
    try {
      const parts = localParts(name);
      const { ticket } = await this.#ticket(name);
      const { root } = this.#options;
      const path = [...(root === undefined ? [] : [root]), user, ...parts].join("/");
      const size = await this.#save(ticket, path);
      print(out(printable(`Downloaded ${name}: ${size} bytes to ${path}`)));
    } catch (error) {
      print(problem(printable(`Download of ${name} failed: ${(error as Error).message}`)));
    }
  }

  #ticket(name: string): Promise<Result<"get">> {
    return new Promise((resolve, reject) =>
      this.#options.ask({ type: "get", name }, (outcome) => {
        if ("ok" in outcome) resolve(outcome.ok as Result<"get">);
        else reject(new Error(outcome.error.message));
      })
    );
  }

  async #save(ticket: string, path: string): Promise<number> {
    await ensureDir(path.slice(0, path.lastIndexOf("/")));
    using conn = await dial(this.#options.target);
    const download = new Download(conn);
    const { size } = await download.begin(ticket);
    const part = `${path}.part`;
    {
      using file = await Deno.open(part, { write: true, create: true, truncate: true });
      await download.body(size, async (bytes) => {
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      });
    }
    await Deno.rename(part, path);
    return size;
  }
}
