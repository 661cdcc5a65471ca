/** A permission that a bare `deno test --allow-net` does not grant. */
export type Need = "read" | "write" | "run" | "env";

/**
 * Registers a test that needs more than the network. Where a permission is not granted, or a program
 * is not there, the test reports itself ignored, with the reason in its name; nobody is asked.
 *
 * @example
 * ```ts ignore
 * testWith(["read", "write"], "saves a file", async () => {});
 * ```
 */
export function testWith(
  needs: readonly Need[],
  name: string,
  fn: (test: Deno.TestContext) => void | Promise<void>,
  { program }: { program?: string } = {},
): void {
  const missing = needs.filter((need) =>
    Deno.permissions.querySync({ name: need }).state !== "granted"
  ).map((need) => `--allow-${need}`);
  if (missing.length === 0 && program && !isInstalled(program)) missing.push(program);
  const ignore = missing.length > 0;
  Deno.test({ name: ignore ? `${name} (ignored: needs ${missing.join(" ")})` : name, ignore, fn });
}

/** How programs are asked for their version that do not know `--version`. */
const VERSION: Readonly<Record<string, string>> = { openssl: "version", tmux: "-V" };

/** Whether a program can be run. */
export function isInstalled(program: string): boolean {
  const argument = VERSION[program] ?? "--version";
  try {
    return new Deno.Command(program, { args: [argument] }).outputSync().success;
  } catch {
    return false;
  }
}
