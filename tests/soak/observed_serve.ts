/**
 * Runs `chat serve`; at each SIGUSR1 it collects its garbage and prints what memory it then uses:
 * heap and resident, in bytes. Needs `--v8-flags=--expose-gc`.
 */
import { SERVE } from "../../server/commands/serve_command.ts";

Deno.addSignalListener("SIGUSR1", async () => {
  for (let round = 0; round < 3; round++) {
    (globalThis as unknown as { gc(): void }).gc();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { heapUsed, rss } = Deno.memoryUsage();
  console.log(`memory ${heapUsed} ${rss}`);
});
const options = { port: "0", host: "127.0.0.1", quiet: "true", metrics: "0", rate: "0" };
Deno.exit(await SERVE.parse([], { ...options, "max-queue": "16777216", files: Deno.args[0] })());
