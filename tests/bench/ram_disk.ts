/** A folder in memory where the system lets us have one, else on the disk; gone when disposed of. */
export class RamDisk implements AsyncDisposable {
  /** Whether it is in memory. */
  readonly isRam: boolean;
  readonly #folder: string;

  private constructor(folder: string, isRam: boolean) {
    this.#folder = folder;
    this.isRam = isRam;
  }

  /** Makes one. /dev/shm is none: Deno lets no program with fewer than all permissions in there. */
  static async make(): Promise<RamDisk> {
    const folder = await Deno.makeTempDir({ prefix: "chat-bench-" });
    return new RamDisk(folder, await run("mount", "-t", "tmpfs", "tmpfs", folder));
  }

  /** Makes an empty folder in it. */
  async folder(): Promise<string> {
    return await Deno.makeTempDir({ dir: this.#folder });
  }

  /** Unmounts and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRam) await run("umount", "--lazy", this.#folder);
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function run(program: string, ...args: string[]): Promise<boolean> {
  const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
  return (await command.output()).success;
}
