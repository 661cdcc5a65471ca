/** A permission that a bare `deno test --allow-net` does not grant. */
export type Need = "read" | "write" | "run" | "env";

/**
 * Registers a test that needs more than the network. Where a permission is not granted, the test
 * reports itself ignored, with the reason in its name; nobody is asked.
 *
 * @example
 * ```ts ignore
 * testWith(["read", "write"], "saves a file", async () => {});
 * ```
 */
export function testWith(
  needs: readonly Need[],
  name: string,
  fn: () => void | Promise<void>,
): void {
  const missing = needs.filter((need) =>
    Deno.permissions.querySync({ name: need }).state !== "granted"
  );
  const reason = missing.map((need) => `--allow-${need}`).join(" ");
  const ignore = missing.length > 0;
  Deno.test({ name: ignore ? `${name} (ignored: needs ${reason})` : name, ignore, fn });
}
