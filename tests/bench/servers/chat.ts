import config from "../../../deno.json" with { type: "json" };
import { commandLine, ROOT } from "../../helpers/program.ts";
import { type Contender, startServer } from "./server.ts";

/** What a server prints once it listens. */
export const LISTENING = /listening on [\d.]+:(\d+)/;

/** Nothing but the rate limit is off; room for as many clients as a case has. */
const LIMITS = ["--rate", "0", "--max-clients", "20000"];

/** This project. */
export const CHAT: Contender = chat("chat", commandLine());

/** An older checkout of this project, if CHAT_BESIDE names its folder: both are measured in one run. */
export const BESIDE: readonly Contender[] = older(Deno.env.get("CHAT_BESIDE"));

function older(folder: string | undefined): Contender[] {
  if (!folder) return [];
  const main = `${folder}/main.ts`;
  return [chat("chat before", [Deno.execPath(), "run", "--quiet", "--allow-all", main])];
}

/** This project, keeping what is said in a file on the disk: not in memory, where files are served from. */
export const KEEPING: Contender = {
  ...chat("chat --history", commandLine()),
  start: async () => {
    const folder = await Deno.makeTempDir({ prefix: "chat-bench-history-" });
    const where = ["--port", "0", "--host", "127.0.0.1", "--files", folder];
    const history = ["--history", `${folder}/room.db`];
    const args = [...commandLine(), "serve", ...where, ...LIMITS, ...history];
    const server = await startServer("chat --history", args, LISTENING);
    const end = server[Symbol.asyncDispose];
    server[Symbol.asyncDispose] = async () => {
      await end.call(server);
      await Deno.remove(folder, { recursive: true });
    };
    return server;
  },
};

/** This project, encrypting every connection with a key that it creates. */
export const ENCRYPTED: Contender = {
  ...chat("chat --tls", commandLine()),
  start: (folder) => {
    const where = ["--port", "0", "--host", "127.0.0.1", "--files", folder];
    const command = ["env", `XDG_STATE_HOME=${folder}`, ...commandLine(), "serve", ...where];
    return startServer("chat --tls", [...command, ...LIMITS, "--tls"], LISTENING);
  },
};

function chat(name: string, command: readonly string[]): Contender {
  return {
    name,
    command,
    version: () => Promise.resolve(`${name} ${config.version}, Deno ${Deno.version.deno}`),
    start: (folder) => {
      const where = ["--port", "0", "--host", "127.0.0.1", "--files", folder];
      return startServer("chat", [...command, "serve", ...where, ...LIMITS], LISTENING);
    },
  };
}

/** A relay that reads no protocol: the ceiling of generator, kernel and machine. */
export const RELAY: Contender = {
  name: "relay",
  version: () => Promise.resolve("bare system calls"),
  start: () =>
    startServer(
      "relay",
      [Deno.execPath(), "run", "--quiet", "--allow-all", `${ROOT}tests/bench/load/relay.ts`],
      /(\d+)\n/,
    ),
};
