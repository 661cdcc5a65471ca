import { TextLineStream } from "@std/streams/text-line-stream";
import { isInstalled } from "./needs.ts";
import { TempFolder } from "./temp_folder.ts";

/** The program; Debian keeps it where users do not look. */
const PROGRAM = ["nats-server", "/usr/sbin/nats-server"].find((path) => isInstalled(path)) ??
  "nats-server";

/** What `testWith` is to look for. */
export const NATS_PROGRAM = { program: PROGRAM };

/** A NATS server with JetStream and a folder of its own, on a free port of the loopback interface. */
export class NatsServer implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #reading: Promise<unknown>;

  private constructor(
    readonly port: number,
    readonly folder: TempFolder,
    readonly args: readonly string[],
    started: Started,
  ) {
    this.#child = started.child;
    this.#reading = started.reading;
  }

  /** Starts one. */
  static async start({ args = ["-js"] }: { args?: readonly string[] } = {}): Promise<NatsServer> {
    const folder = await TempFolder.make();
    try {
      const started = await start(folder, -1, args);
      return new NatsServer(started.port, folder, args, started);
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where it is. */
  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** The process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Starts it again after it was killed, on the same port, with what it has stored. */
  async restart(): Promise<void> {
    await this.#reading;
    const { child, reading } = await start(this.folder, this.port, this.args);
    this.#child = child;
    this.#reading = reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // A test has killed it.
    }
    await this.#reading;
    await this.folder[Symbol.asyncDispose]();
  }
}

interface Started {
  readonly child: Deno.ChildProcess;
  /** Resolves once it has ended. */
  readonly reading: Promise<unknown>;
  readonly port: number;
}

async function start(
  folder: TempFolder,
  port: number,
  args: readonly string[],
): Promise<Started> {
  const child = new Deno.Command(PROGRAM, {
    args: ["-a", "127.0.0.1", "-p", `${port}`, "-sd", folder.path, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const reading = read(child, resolve).then(() => reject(new Error("nats-server has ended")));
  try {
    return { child, reading, port: await promise };
  } catch (error) {
    await reading;
    throw error;
  }
}

/** Reads the log to its end; tells the port once the server is ready. */
async function read(child: Deno.ChildProcess, onReady: (port: number) => void): Promise<void> {
  const lines = child.stderr.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  let port = 0;
  for await (const line of lines) {
    port = Number(/client connections on .*:(\d+)/.exec(line)?.[1] ?? port);
    if (/Server is ready/.test(line)) onReady(port);
  }
  await child.status;
}
