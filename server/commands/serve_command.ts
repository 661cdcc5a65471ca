import { DEFAULT_PORT } from "../../protocol/mod.ts";
import type { Command } from "../../types/command.d.ts";
import { CLUSTER_OPTIONS, readCluster } from "./cluster_options.ts";
import { HISTORY_OPTIONS, readHistory } from "./history_options.ts";
import { IRC_OPTIONS } from "./irc_options.ts";
import { LIMIT_OPTIONS, readLimits } from "./limit_options.ts";
import { checkPasswordOptions, PASSWORD_OPTIONS } from "./password_options.ts";
import { type GivenToServe, runServer } from "./run_server.ts";
import { checkTlsOptions, TLS_OPTIONS } from "./tls_options.ts";
import { readWebOptions, WEB_OPTIONS } from "./web_options.ts";

/** What `chat --help` says of it. */
const DESCRIPTION: Omit<Command, "parse"> = {
  summary: "run a server",
  operands: "",
  options: {
    port: {
      kind: "port",
      value: "PORT",
      default: `${DEFAULT_PORT}`,
      help: "port to listen on; with 0, the system picks one",
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
    ...LIMIT_OPTIONS,
    ...HISTORY_OPTIONS,
    ...CLUSTER_OPTIONS,
    ...IRC_OPTIONS,
    ...WEB_OPTIONS,
    "log-format": {
      kind: "choice",
      value: "FORMAT",
      choices: ["text", "json"],
      default: "text",
      help: "format of the log: text or json",
    },
    quiet: { kind: "flag", help: "log only the address, and errors" },
    metrics: {
      kind: "port",
      value: "PORT",
      help: "serve Prometheus metrics on this port of 127.0.0.1; with 0, the system picks one",
    },
    ...TLS_OPTIONS,
    ...PASSWORD_OPTIONS,
    "strict-names": { kind: "flag", help: "refuse names that look like one in use" },
    welcome: { kind: "text", value: "TEXT", help: "greeting; {name} and {online} are replaced" },
  },
  examples: [
    "chat serve --port 5555",
    "chat serve --history --history-days 7",
    "chat serve --metrics 9090 --log-format json",
    'chat serve --files ~/lab --welcome "Hello {name}, {online} online"',
  ],
};

/** `chat serve` without the door for plain text: runs the server until it is told to end. */
export const SERVE: Command = serveCommand();

/**
 * Makes `chat serve`.
 *
 * @param given What the client has and the server uses.
 */
export function serveCommand(given: GivenToServe = {}): Command {
  return {
    ...DESCRIPTION,
    parse: (operands, options) => {
      if (operands.length > 0) {
        throw new SyntaxError(`serve takes no operand, received ${operands[0]}`);
      }
      const limits = readLimits(options);
      checkTlsOptions(options);
      checkPasswordOptions(options);
      const history = readHistory(options, options.port ?? `${DEFAULT_PORT}`);
      const cluster = readCluster(options);
      const web = readWebOptions(options);
      return () => runServer(options, { limits, history, cluster, ...given, web });
    },
  };
}
