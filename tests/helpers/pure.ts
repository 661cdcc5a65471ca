/** Registers a test of code that does no I/O, and proves that by running without any permission. */
export function pure(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}
