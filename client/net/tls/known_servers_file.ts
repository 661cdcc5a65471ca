import { ensureDirSync } from "@std/fs/ensure-dir";
import { findKnownServer, type KnownServer, withKnownServer } from "./known_servers.ts";

/** Mode of the file: only its owner may read it. */
const MODE = 0o600;

/** The file of encrypted servers that were met before. It is replaced as a whole or not at all. */
export class KnownServersFile {
  /** Its path. */
  readonly path: string;

  /** Sets the path of the file. It and its folder are created when needed. */
  constructor(path: string) {
    this.path = path;
  }

  /**
   * Looks up a server.
   *
   * @param place The server, as `host:port`.
   * @throws {Error} If the file cannot be read, or the server's line is broken: a server that was
   * met must not count as unknown.
   */
  find(place: string): KnownServer | undefined {
    try {
      return findKnownServer(this.#read(), place);
    } catch (cause) {
      const why = (cause as Error).message;
      throw new Error(`Cannot tell who ${place} was before, from ${this.path}: ${why}`, { cause });
    }
  }

  /**
   * Remembers a server.
   *
   * @param known What is known of it; nothing forgets it.
   * @throws {Error} If the file cannot be written.
   */
  keep(place: string, known: KnownServer | undefined): void {
    try {
      const text = this.#read();
      const changed = withKnownServer(text, place, known);
      if (changed !== text) this.#replace(changed);
    } catch (cause) {
      const why = (cause as Error).message;
      throw new Error(`Cannot remember ${place} in ${this.path}: ${why}`, { cause });
    }
  }

  #read(): string {
    try {
      return Deno.readTextFileSync(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  }

  #replace(text: string): void {
    ensureDirSync(this.path.replace(/[/\\][^/\\]*$/, ""));
    const temporary = `${this.path}.${crypto.randomUUID()}`;
    try {
      Deno.writeTextFileSync(temporary, text, { createNew: true, mode: MODE });
      Deno.renameSync(temporary, this.path);
    } catch (error) {
      try {
        Deno.removeSync(temporary);
      } catch {
        // It does not exist, or cannot be removed.
      }
      throw error;
    }
  }
}
