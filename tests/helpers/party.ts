import { commandLine, Program, type ProgramOptions, serve } from "./program.ts";
import { TempFolder } from "./temp_folder.ts";

/** A running server and its clients, all of them the real program, in a folder of their own. */
export class Party implements AsyncDisposable {
  readonly #programs: Program[] = [];
  readonly #present: Program[] = [];

  private constructor(
    readonly server: Program,
    readonly port: string,
    /** The folder in which the clients run, and so save their downloads. */
    readonly folder: TempFolder,
  ) {
    this.#programs.push(server);
  }

  /** Starts the server, with arguments beside those for its address. */
  static async begin(args: readonly string[] = [], options: ProgramOptions = {}): Promise<Party> {
    const folder = await TempFolder.make();
    const { server, port } = await serve(args, { cwd: folder.path, ...options });
    return new Party(server, port, folder);
  }

  /** Starts a client, and waits until all who are here know. */
  async join(name: string): Promise<Program> {
    const client = this.connect(name);
    this.#present.push(client);
    for (const each of this.#present) await each.line(`${name} has joined`);
    return client;
  }

  /** Starts several clients, one after the other. */
  async joinAll<T extends string[]>(...names: T): Promise<{ [K in keyof T]: Program }> {
    const clients: Program[] = [];
    for (const name of names) clients.push(await this.join(name));
    return clients as { [K in keyof T]: Program };
  }

  /** The command line of a client. */
  commandFor(...operands: string[]): string[] {
    return [...commandLine(), "connect", ...operands, "127.0.0.1", this.port];
  }

  /** Starts a client, and waits for nothing. */
  connect(...operands: string[]): Program {
    const command = this.commandFor(...operands);
    const client = Program.start([], { command, cwd: this.folder.path });
    this.#programs.push(client);
    return client;
  }

  /** Notes that a client will print nothing more. */
  forget(gone: Program): void {
    this.#present.splice(this.#present.indexOf(gone), 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs.reverse()) await program[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}
