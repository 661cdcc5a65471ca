import { ROOT } from "../helpers/program.ts";
import type { Busy } from "./load/load.ts";
import { onGenerators, onOthers } from "./processors.ts";

/** A load, without what the server fills in. */
export type LoadSpec = { kind: string; wire: string } & Record<string, unknown>;

const GENERATOR = ["run", "--quiet", "--allow-all"];
/** A server under test creates its own certificate. */
const ANY_CERTIFICATE = "--unsafely-ignore-certificate-errors=127.0.0.1";

function command(load: LoadSpec, on: typeof onGenerators): Deno.Command {
  const options = load.tls ? [...GENERATOR, ANY_CERTIFICATE] : GENERATOR;
  const script = `${ROOT}tests/bench/load/main.ts`;
  const [program, ...args] = on([Deno.execPath(), ...options, script, JSON.stringify(load)]);
  return new Deno.Command(program!, { args, stdout: "piped", stderr: "piped" });
}

/**
 * Runs the load generator against a server.
 *
 * @throws {Error} If anything was lost, double or out of order.
 */
export async function generate<T>(
  server: { port: number; pid: number },
  load: LoadSpec,
): Promise<T & { busy: Busy }> {
  const { port, pid } = server;
  const { success, stdout, stderr } = await command({ ...load, port, pid }, onGenerators).output();
  if (!success) throw new Error(`${load.kind}: ${new TextDecoder().decode(stderr).trim()}`);
  return JSON.parse(new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1)!);
}

/** Runs a generator until it says that it has started, and while something else is on the clock. */
export async function during<T>(
  server: { port: number; pid: number },
  load: LoadSpec,
  act: () => Promise<T>,
): Promise<T> {
  const { port, pid } = server;
  const child = command({ ...load, port, pid }, onOthers).spawn();
  const reader = child.stdout.getReader();
  try {
    const { done } = await reader.read();
    if (done) throw new Error(`${load.kind}: ${await new Response(child.stderr).text()}`);
    return await act();
  } finally {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await reader.cancel();
    await child.stderr.cancel().catch(() => {});
    await child.status;
  }
}
