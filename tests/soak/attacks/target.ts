import { type Program, serve } from "../../helpers/program.ts";
import { TempFolder } from "../../helpers/temp_folder.ts";
import { metric } from "../scrape.ts";

/** A server process to be attacked; it shares one small file. */
export class Target implements AsyncDisposable {
  private constructor(
    readonly server: Program,
    readonly port: number,
    readonly folder: TempFolder,
    readonly metrics: string,
  ) {}

  /** Starts a server with these options, perhaps by another command. */
  static async start(args: readonly string[] = [], command?: readonly string[]): Promise<Target> {
    const folder = await TempFolder.make({ "a.txt": "shared" });
    const options = ["--quiet", "--metrics", "0", "--files", folder.path, ...args];
    const { server, port } = await serve(options, { command });
    const metrics = /metrics on (http:\S+)/.exec(server.lines.join("\n"))![1]!;
    return new Target(server, Number(port), folder, metrics);
  }

  /** Reads a number from its metrics. */
  metric(name: string): Promise<number> {
    return metric(this.metrics, name);
  }

  /** Memory of the process in use, in MB. */
  async megabytes(): Promise<number> {
    const status = await Deno.readTextFile(`/proc/${this.server.pid}/status`);
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1_000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}
