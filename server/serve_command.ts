import type { Command, Given } from "../types/command.d.ts";
import { DEFAULT_PORT, type ErrorBody, printable } from "../protocol/mod.ts";
import { ChatServer } from "./chat_server.ts";
import { DiskFolder } from "./disk_folder.ts";
import { describe, type LogEvent } from "./log.ts";
import { welcomeFrom } from "./welcome.ts";

/** `chat serve`: runs the server until it is told to end. */
export const SERVE: Command = {
  summary: "run a server",
  operands: "",
  options: {
    port: {
      kind: "port",
      value: "PORT",
      default: `${DEFAULT_PORT}`,
      help: "port to listen on; 0 takes a free one",
    },
    host: {
      kind: "text",
      value: "ADDRESS",
      default: "0.0.0.0",
      help: "address to listen on; :: for IPv6 too",
    },
    files: {
      kind: "path",
      value: "DIR",
      help: "folder to share (default $SERVER_SHARED_FILES, else ./SharedFiles)",
    },
    welcome: { kind: "text", value: "TEXT", help: "greeting; {name} and {online} are filled in" },
  },
  examples: [
    "chat serve --port 5555",
    'chat serve --files ~/lab --welcome "Hello {name}, {online} online"',
  ],
  parse: (operands, options) => {
    if (operands.length > 0) {
      throw new SyntaxError(`serve takes no operand, received ${operands[0]}`);
    }
    return () => serve(options);
  },
};

/** Prints one line an event, whatever clients put into it: no line of the log can be forged. */
const log = (event: LogEvent) =>
  console.log(`${new Date().toTimeString().slice(0, 8)} ${printable(describe(event))}`);

async function serve(options: Given): Promise<number> {
  const port = Number(options.port ?? DEFAULT_PORT);
  const hostname = options.host ?? "0.0.0.0";
  const welcome = options.welcome === undefined ? undefined : welcomeFrom(options.welcome);
  try {
    const folder = await DiskFolder.open(
      options.files ?? (Deno.env.get("SERVER_SHARED_FILES") || "SharedFiles"),
    );
    const files = await folder.list();
    const server = listen({ port, hostname, folder, welcome, log });
    log({ type: "listening", address: server.address });
    log({ type: "sharing", files: files.length, folder: folder.label });
    return await untilTheEnd(server);
  } catch (error) {
    console.error(`chat: ${(error as Error).message}`);
    return 1;
  }
}

function listen(options: Parameters<typeof ChatServer.listen>[0]): ChatServer {
  const { hostname, port } = options;
  try {
    return ChatServer.listen(options);
  } catch (cause) {
    const hint = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use; choose another with --port, or --port 0"
      : cause instanceof Deno.errors.PermissionDenied
      ? "not permitted; ports below 1024 are the system's"
      : (cause as Error).message;
    throw new Error(`Cannot listen on ${hostname}:${port}: ${hint}`, { cause });
  }
}

/** Waits for a signal or a fault, tells everyone, and resolves to the exit code. */
async function untilTheEnd(server: ChatServer): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; why: ErrorBody }>();
  for (const signal of SIGNALS) {
    const message = `The server was stopped (${signal})`;
    Deno.addSignalListener(
      signal,
      () => resolve({ code: 0, why: { code: "server-closing", message } }),
    );
  }
  const fail = (error: unknown) => {
    console.error(`chat: ${(error as Error)?.stack ?? error}`);
    resolve({ code: 1, why: { code: "server-fault", message: "The server has failed" } });
  };
  addEventListener("error", (event) => (event.preventDefault(), fail(event.error)));
  addEventListener("unhandledrejection", (event) => (event.preventDefault(), fail(event.reason)));
  const { code, why } = await promise;
  await server.close(why);
  return code;
}

/** What asks a program to end; Windows has no SIGTERM. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
