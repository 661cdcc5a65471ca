import { TextLineStream } from "@std/streams/text-line-stream";
import { missing, Watch } from "./watch.ts";

/** The repository. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/** Options of {@linkcode Program.start}. */
export interface ProgramOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What runs the program, in place of what CHAT_BIN says. */
  command?: readonly string[];
}

/**
 * The program, run as a user runs it: `deno run main.ts`, or the compiled binary that the
 * environment variable CHAT_BIN names. Its output is read by line.
 */
export class Program implements AsyncDisposable {
  /** Every line of standard output so far. */
  readonly lines: string[] = [];
  /** Every line of standard error so far. */
  readonly errors: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<unknown>;
  readonly #watch = new Watch();
  #read = 0;
  #exited = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    const reading = [
      this.#collect(child.stdout, this.lines),
      this.#collect(child.stderr, this.errors),
    ];
    this.#reading = Promise.all([...reading, child.status]).then(() => {
      this.#exited = true;
      this.#watch.changed();
    });
  }

  /** Starts the program with arguments. */
  static start(args: readonly string[], options: ProgramOptions = {}): Program {
    const { command: [command, ...before] = commandLine(), cwd, env } = options;
    const child = new Deno.Command(command!, {
      args: [...before, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      cwd,
      env,
    }).spawn();
    return new Program(child);
  }

  /** Runs the program to its end. */
  static async run(
    args: readonly string[],
    input = "",
    options: ProgramOptions = {},
  ): Promise<{ code: number; lines: string[]; errors: string[] }> {
    await using program = Program.start(args, options);
    if (input) await program.type(input);
    await program.endInput();
    return { code: await program.exit(), lines: program.lines, errors: program.errors };
  }

  /** The process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Types a line; its end is added. */
  async type(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends standard input. */
  async endInput(): Promise<void> {
    await this.#input.close().catch(() => {});
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for the next line of standard output that matches; lines before it are skipped. */
  async line(wanted: string | RegExp): Promise<string> {
    return await this.#until(`a line like ${wanted}`, () => {
      while (this.#read < this.lines.length) {
        const line = this.lines[this.#read++]!;
        if (typeof wanted === "string" ? line === wanted : wanted.test(line)) return line;
      }
    });
  }

  /** Waits for a line of standard error that matches. */
  async error(wanted: RegExp): Promise<string> {
    return await this.#until(
      `an error like ${wanted}`,
      () => this.errors.find((line) => wanted.test(line)),
    );
  }

  /** Waits for the end; returns the exit code. */
  async exit(): Promise<number> {
    await this.#until("the end", () => this.#exited || undefined);
    return (await this.#child.status).code;
  }

  /** Kills the program if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.endInput();
    if (!this.#exited) {
      try {
        this.#child.kill("SIGKILL");
      } catch {
        // It ended in between.
      }
    }
    await this.#reading;
  }

  async #collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>, lines: string[]): Promise<void> {
    const decoded = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of decoded) {
      lines.push(line);
      this.#watch.changed();
    }
  }

  async #until<T>(what: string, found: () => T | undefined): Promise<T> {
    return await this.#watch.until(found, () => this.#failure(what), () => this.#exited);
  }

  #failure(what: string): string {
    return missing(what, [...this.lines, ...this.errors.map((line) => `stderr: ${line}`)]);
  }
}

/** A running `chat serve` on a free port of the loopback interface. */
export async function serve(
  args: readonly string[] = [],
  options: ProgramOptions & { listening?: RegExp } = {},
): Promise<{ server: Program; port: string }> {
  const server = Program.start(["serve", "--port", "0", "--host", "127.0.0.1", ...args], options);
  try {
    const line = await server.line(options.listening ?? /listening on /);
    return { server, port: /:(\d+)"?}?$/.exec(line)![1]! };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** The command that runs a module with the packages of `deno.lock`, as `deno task serve` does. */
export function denoRun(module: string, ...flags: readonly string[]): string[] {
  const packages = [
    `--lock=${ROOT}deno.lock`,
    "--frozen",
    "--unstable-npm-lazy-caching",
    "--unstable-lazy-dynamic-imports",
  ];
  return [
    ...[Deno.execPath(), "run", "--quiet", "--cached-only", "--allow-all"],
    ...[...packages, ...flags, module],
  ];
}

/** The command that runs the program, and its first arguments. */
export function commandLine(): string[] {
  const binary = Deno.env.get("CHAT_BIN");
  if (binary) return [binary];
  return denoRun(`${ROOT}main.ts`);
}

/** The command that runs the program with the permissions of a task, and no others. */
export async function permittedCommand(): Promise<string[]> {
  const binary = Deno.env.get("CHAT_BIN");
  if (binary) return [binary];
  const flags = (await Deno.readTextFile(`${ROOT}.permissions`)).trim().split("\n");
  return denoRun(`${ROOT}main.ts`).flatMap((word) => word === "--allow-all" ? flags : [word]);
}
