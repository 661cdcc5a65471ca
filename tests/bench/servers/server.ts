import { onOthers } from "../processors.ts";

/** A server under load, whoever made it. */
export interface Server extends AsyncDisposable {
  /** What the tables call it. */
  readonly name: string;
  /** Where it listens, on the loopback interface. */
  readonly port: number;
  /** Its process. */
  readonly pid: number;
}

/** A kind of server that can be started. */
export interface Contender {
  /** What the tables call it. */
  readonly name: string;
  /** The program it needs; undefined if that is this project, or Deno. */
  readonly program?: string;
  /** What runs its client, if that is another checkout of this project. */
  readonly command?: readonly string[];
  /** Its version, for the record. */
  version(): Promise<string>;
  /**
   * Starts it.
   *
   * @param folder A temporary folder of its own; the file to be downloaded may be in it.
   */
  start(folder: string): Promise<Server>;
}

/** How long a server may take to listen, in ms. */
const PATIENCE_MS = 10_000;

/**
 * Starts a server for the load generator, on the processors that are not the generator's, and waits
 * until it listens.
 *
 * @param port Where it listens, or what it prints as soon as it does.
 */
export function startServer(
  name: string,
  command: readonly string[],
  port: number | RegExp,
): Promise<Server> {
  return launch(name, onOthers(command), port);
}

/** Starts a server as a user would, and waits until it listens. */
export async function launch(
  name: string,
  [program, ...args]: readonly string[],
  port: number | RegExp,
): Promise<Server> {
  const child = new Deno.Command(program!, { args, stdout: "piped", stderr: "null" }).spawn();
  const output = read(child.stdout, port instanceof RegExp ? port : undefined);
  const listening = port instanceof RegExp ? Number(await output.found) : port;
  if (listening === port) await reachable(port, name);
  return {
    name,
    port: listening,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await output.ended;
    },
  };
}

/** Reads what a program prints to its end, and finds the first match in it. */
function read(stdout: ReadableStream<Uint8Array<ArrayBuffer>>, wanted?: RegExp) {
  const { promise: found, resolve, reject } = Promise.withResolvers<string>();
  const search = async () => {
    let text: string | undefined = "";
    for await (const chunk of stdout.pipeThrough(new TextDecoderStream())) {
      if (text === undefined || !wanted) continue;
      text += chunk;
      const match = wanted.exec(text);
      if (!match) continue;
      resolve(match[1]!);
      text = undefined;
    }
    if (wanted) reject(new Error("The server ended before it listened"));
    else resolve("");
  };
  return { found, ended: search() };
}

async function reachable(port: number, name: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    try {
      return (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`${name} does not listen on port ${port}`);
}

/** A port that is free now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The first line that a program prints. */
export async function firstLine(program: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(program, { args }).output();
  const text = new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr);
  return text.split("\n")[0]!;
}

/** Where a program is installed; servers are often where only root looks. */
export function find(program: string): string | undefined {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => `${folder}/${program}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
