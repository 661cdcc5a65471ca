/** The program with a fault: SIGUSR1 throws an exception that nobody catches. */
import { SERVE } from "../../server/commands/serve_command.ts";

Deno.addSignalListener("SIGUSR1", () => {
  setTimeout(() => {
    throw new Error("the operator's cat walked over the keyboard");
  });
});

const [, ...args] = Deno.args;
const [, port, , host] = args;
Deno.exit(await SERVE.parse([], { port, host })());
