/** A folder of its own for one test, gone afterwards. */
export class TempFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** Makes a folder with files in it, by relative path. */
  static async make(
    files: Readonly<Record<string, Uint8Array | string>> = {},
  ): Promise<TempFolder> {
    const folder = new TempFolder(await Deno.realPath(await Deno.makeTempDir({ prefix: "chat-" })));
    for (const [name, content] of Object.entries(files)) await folder.write(name, content);
    return folder;
  }

  /** The path of a file in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Writes a file, and the folders that lead to it. */
  async write(name: string, content: Uint8Array | string): Promise<void> {
    const path = this.file(name);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(path, content instanceof Uint8Array ? content : encode(content));
  }

  /** Every file in it, by relative path, sorted. */
  async files(within = ""): Promise<string[]> {
    const found: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(`${this.path}/${within}`)) {
      if (isDirectory) found.push(...await this.files(`${within}${name}/`));
      else found.push(within + name);
    }
    return found.sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
