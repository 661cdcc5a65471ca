/** A disk of a few megabytes, to be filled: a tmpfs, which takes root. */
export class SmallDisk implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** Tells whether this process may mount one. */
  static async isPossible(): Promise<boolean> {
    try {
      await using _ = await SmallDisk.make(65_536);
      return true;
    } catch {
      return false;
    }
  }

  /** Mounts one of so many bytes. */
  static async make(bytes: number): Promise<SmallDisk> {
    const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "chat-disk-" }));
    if (await run("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path)) {
      return new SmallDisk(path);
    }
    await Deno.remove(path);
    throw new Error("Cannot mount a tmpfs");
  }

  /** Fills it to the last byte. */
  async fill(): Promise<void> {
    using file = await Deno.open(`${this.path}/filling`, { create: true, append: true });
    for (let bytes = 65_536; bytes >= 1;) {
      try {
        await file.write(new Uint8Array(bytes));
      } catch {
        bytes /= 2;
      }
    }
  }

  /** Removes what filled it. */
  async empty(): Promise<void> {
    await Deno.remove(`${this.path}/filling`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", "--lazy", this.path);
    await Deno.remove(this.path);
  }
}

async function run(program: string, ...args: string[]): Promise<boolean> {
  const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}
