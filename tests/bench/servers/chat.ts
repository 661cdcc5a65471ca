import config from "../../../deno.json" with { type: "json" };
import { commandLine, ROOT } from "../../helpers/program.ts";
import { type Contender, startServer } from "./server.ts";

/** What a server prints once it listens. */
export const LISTENING = /listening on [\d.]+:(\d+)/;

/** Nothing but the rate limit is off; room for as many clients as a case has. */
const LIMITS = ["--rate", "0", "--max-clients", "20000"];

/** This project. */
export const CHAT: Contender = {
  name: "chat",
  version: () => Promise.resolve(`chat ${config.version}, Deno ${Deno.version.deno}`),
  start: (folder) =>
    startServer(
      "chat",
      [
        ...commandLine(),
        "serve",
        "--port",
        "0",
        "--host",
        "127.0.0.1",
        "--files",
        folder,
        ...LIMITS,
      ],
      LISTENING,
    ),
};

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
