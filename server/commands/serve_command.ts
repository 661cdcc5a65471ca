import type { Command, Given } from "../../types/command.d.ts";
import type { OpenConsole } from "../../types/operator_console.d.ts";
import type { MakePlainSession } from "../../types/plain_session.d.ts";
import { DEFAULT_PORT } from "../../protocol/mod.ts";
import { formatAddress } from "../net/address.ts";
import { ChatServer } from "../chat_server.ts";
import { countConnections } from "./descriptors.ts";
import { DiskFolder } from "../files/disk_folder.ts";
import {
  HISTORY_OPTIONS,
  type HistorySettings,
  openHistory,
  readHistory,
} from "./history_options.ts";
import { invitations, type LocalAddress, pageAddress } from "./invitation.ts";
import { untilTheEnd } from "./lifetime.ts";
import { operatedFrom, type OperatedServer } from "./operated_server.ts";
import { LIMIT_OPTIONS, readLimits } from "./limit_options.ts";
import { IRC_OPTIONS, readIrcOptions } from "./irc_options.ts";
import { checkPasswordOptions, PASSWORD_OPTIONS, passwordFrom } from "./password_options.ts";
import { checkTlsOptions, identityFrom, TLS_OPTIONS } from "./tls_options.ts";
import type { Limits } from "../admission/limits.ts";
import type { Log } from "../observability/log.ts";
import { type LogFormat, LogWriter } from "../observability/log_writer.ts";
import { serveMetrics } from "../observability/metrics_server.ts";
import { welcomeFrom } from "../room/welcome.ts";
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
      const web = readWebOptions(options);
      return () => serve(options, { limits, history, ...given, web });
    },
  };
}

/** What the client has and the server uses; main.ts hands it over. */
export interface GivenToServe {
  /** Loads what people with `nc` or `telnet` type and see. */
  readonly loadSessions?: () => Promise<MakePlainSession>;
  /** Takes the terminal for the operator. */
  readonly openConsole?: OpenConsole;
}

/** What a server is given beside its options. */
interface Settings extends GivenToServe {
  readonly limits: Limits;
  readonly history?: HistorySettings;
  readonly web: ReturnType<typeof readWebOptions>;
}

async function serve(options: Given, settings: Settings): Promise<number> {
  const logWriter = new LogWriter({
    format: (options["log-format"] ?? "text") as LogFormat,
    quiet: Boolean(options.quiet),
    write: (bytes) => operated ? operated.write(bytes) : Deno.stdout.write(bytes),
    now: () => new Date(),
  });
  let operated: OperatedServer | undefined;
  try {
    operated = await operatedFrom(settings.openConsole);
    return await runServer(options, { ...settings, operated }, (event) => logWriter.log(event));
  } catch (error) {
    operated?.close();
    console.error(`chat: ${(error as Error).message}`);
    return 1;
  } finally {
    await logWriter.flush();
    operated?.close();
  }
}

/** Somebody at the terminal, if there is one. */
interface Operated {
  readonly operated?: OperatedServer;
}

/** Descriptors held back for shared files: what a few downloads and hashes take at a time. */
const FILE_DESCRIPTORS = 8;

async function runServer(options: Given, settings: Settings & Operated, log: Log): Promise<number> {
  const port = Number(options.port ?? DEFAULT_PORT);
  const hostname = options.host ?? "0.0.0.0";
  const welcome = options.welcome === undefined ? undefined : welcomeFrom(options.welcome);
  const path = options.files ?? (Deno.env.get("SERVER_SHARED_FILES") || "SharedFiles");
  const wasThere = await Deno.stat(path).then(() => true, () => false);
  using folder = await DiskFolder.open(path, { reserve: FILE_DESCRIPTORS });
  const files = await folder.list();
  const irc = await readIrcOptions(options);
  const identity = await identityFrom(options);
  const password = await passwordFrom(options, (text) => {
    // Not in the log, which may be kept.
    if (settings.operated) settings.operated.print(`The password is ${text}`);
    else console.error(`chat: the password is ${text}`);
  });
  const journal = settings.history && await openHistory(settings.history, log);
  const addresses = localAddresses();
  const address = (port: number) =>
    pageAddress({ hostname, port, key: identity?.fingerprint }, addresses);
  const server = listening(
    `listen on ${hostname}:${port}`,
    () =>
      ChatServer.listen({
        port,
        hostname,
        identity,
        password,
        strictNames: Boolean(options["strict-names"]),
        folder,
        welcome,
        log,
        irc,
        journal,
        ...settings,
        web: settings.web && { ...settings.web, address },
      }),
  );
  const metrics = startMetrics(options.metrics, server, log);
  const listens = { hostname, port: server.port, key: identity?.fingerprint };
  const commands = invitations(listens, addresses);
  await dropPrivileges();
  log({ type: "listening", address: server.address });
  for (const command of commands) log({ type: "inviting", command });
  if (settings.web) {
    log({ type: "page", url: address(server.port) });
  }
  if (!wasThere) log({ type: "made-folder", folder: folder.label });
  log({ type: "sharing", files: files.length, folder: folder.label });
  checkDescriptors(settings.limits.maxClients, server, log);
  const ended = untilTheEnd((error) => {
    console.error(`chat: ${(error as Error)?.stack ?? error}`);
  });
  const { code, why } = await Promise.race([ended, settings.operated?.obey(server) ?? ended]);
  await server.close(why);
  await metrics?.shutdown();
  return code;
}

/**
 * Gives up the permissions that a listening server no longer needs. It keeps the permission to
 * read.
 */
async function dropPrivileges(): Promise<void> {
  for (const name of ["net", "write", "env", "run", "ffi", "sys"] as const) {
    await Deno.permissions.revoke({ name });
  }
}

function localAddresses(): LocalAddress[] {
  try {
    return Deno.networkInterfaces();
  } catch {
    return []; // Not permitted: then the log names no address.
  }
}

async function checkDescriptors(wanted: number, server: ChatServer, log: Log): Promise<void> {
  await null; // The log says first that the server listens.
  const { connections, refusals } = await countConnections(wanted);
  if (connections >= wanted) return;
  server.limitTo(connections, refusals);
  log({ type: "limited", connections, wanted });
}

function startMetrics(
  port: string | undefined,
  server: ChatServer,
  log: Log,
): Deno.HttpServer<Deno.NetAddr> | undefined {
  if (port === undefined) return undefined;
  const metrics = listening(
    `serve metrics on 127.0.0.1:${port}`,
    () => serveMetrics(Number(port), server),
  );
  log({ type: "metrics", url: `http://${formatAddress(metrics.addr)}/metrics` });
  return metrics;
}

/** Calls a function that listens, and explains why it fails. */
function listening<T>(what: string, listen: () => T): T {
  try {
    return listen();
  } catch (cause) {
    const hint = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use; choose another, or 0"
      : cause instanceof Deno.errors.PermissionDenied
      ? "not permitted; ports below 1024 are the system's"
      : (cause as Error).message;
    throw new Error(`Cannot ${what}: ${hint}`, { cause });
  }
}
