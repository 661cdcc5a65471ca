import { DEFAULT_PORT } from "../../protocol/mod.ts";
import type { Given } from "../../types/command.d.ts";
import type { OpenConsole } from "../../types/operator_console.d.ts";
import type { MakePlainSession } from "../../types/plain_session.d.ts";
import type { Limits } from "../admission/limits.ts";
import { ChatServer } from "../chat_server.ts";
import { DiskFolder } from "../files/disk_folder.ts";
import { NewFolders } from "../files/new_folders.ts";
import type { Log } from "../observability/log.ts";
import { type LogFormat, LogWriter } from "../observability/log_writer.ts";
import { welcomeFrom } from "../room/welcome.ts";
import { type ClusterSettings, openCluster } from "./cluster_options.ts";
import { countConnections } from "./descriptors.ts";
import { type HistorySettings, openHistory } from "./history_options.ts";
import { invitations, type LocalAddress, pageAddress, placeOf } from "./invitation.ts";
import { readIrcOptions } from "./irc_options.ts";
import { untilTheEnd } from "./lifetime.ts";
import { listening } from "./listening.ts";
import { operatedFrom, type OperatedServer } from "./operated_server.ts";
import { passwordFrom } from "./password_options.ts";
import { startMetrics } from "./start_metrics.ts";
import { startedBy } from "./started_by.ts";
import { identityFrom } from "./tls_options.ts";
import type { readWebOptions } from "./web_options.ts";

/** What the client has and the server uses; main.ts hands it over. */
export interface GivenToServe {
  /** Loads what people with `nc` or `telnet` type and see. */
  readonly loadSessions?: () => Promise<MakePlainSession>;
  /** Takes the terminal for the operator. */
  readonly openConsole?: OpenConsole;
}

/** What a server is given beside its options as they were typed. */
export interface ServerGiven extends GivenToServe {
  /** What clients may do and take. */
  readonly limits: Limits;
  /** Where the messages are kept, if they are. */
  readonly history?: HistorySettings;
  /** Where the other servers of the room are, if there are any. */
  readonly cluster?: ClusterSettings;
  /** How browsers are served. */
  readonly web: ReturnType<typeof readWebOptions>;
}

/**
 * Runs a server until it is told to end.
 *
 * @param options The options of `chat serve`.
 * @returns The exit code.
 */
export async function runServer(options: Given, settings: ServerGiven): Promise<number> {
  const logWriter = new LogWriter({
    format: (options["log-format"] ?? "text") as LogFormat,
    quiet: Boolean(options.quiet),
    write: (bytes) => operated ? operated.write(bytes) : Deno.stdout.write(bytes),
    now: () => new Date(),
  });
  let operated: OperatedServer | undefined;
  try {
    operated = await operatedFrom(settings.openConsole);
    return await serveToTheEnd(options, { ...settings, operated }, (event) => logWriter.log(event));
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

async function serveToTheEnd(
  options: Given,
  settings: ServerGiven & Operated,
  log: Log,
): Promise<number> {
  const port = Number(options.port ?? DEFAULT_PORT);
  const hostname = options.host ?? "0.0.0.0";
  const welcome = options.welcome === undefined ? undefined : welcomeFrom(options.welcome);
  const path = options.files ?? (Deno.env.get("SERVER_SHARED_FILES") || "SharedFiles");
  await using made = await NewFolders.onTheWayTo(path);
  using folder = await DiskFolder.open(path, { reserve: FILE_DESCRIPTORS });
  const files = await folder.list();
  const irc = await readIrcOptions(options);
  const identity = await identityFrom(options);
  const password = await passwordFrom(options, (text) => {
    // Not in the log, which may be kept.
    if (settings.operated) settings.operated.print(`The password is ${text}`);
    else console.error(`chat: the password is ${text}`);
  });
  const addresses = localAddresses();
  let listeningPort = port;
  const shared = settings.cluster && await openCluster(
    settings.cluster,
    () => placeOf({ hostname, port: listeningPort }, addresses),
    log,
  );
  const journal = shared ?? (settings.history && await openHistory(settings.history, log));
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
  listeningPort = server.port;
  await shared?.enter();
  const metrics = startMetrics(options.metrics, server, log);
  const listens = { hostname, port: server.port, key: identity?.fingerprint };
  const commands = invitations(listens, addresses, programName());
  const isNew = made.keep();
  await dropPrivileges(shared ? "to reconnect" : "no more");
  log({ type: "listening", address: server.address });
  for (const command of commands) log({ type: "inviting", command });
  if (settings.web) {
    log({ type: "page", url: address(server.port) });
  }
  if (isNew) log({ type: "made-folder", folder: folder.label });
  log({ type: "sharing", files: files.length, folder: folder.label });
  checkDescriptors(settings.limits.maxClients, server, log);
  const { code, why } = await untilTheEnd((error) => {
    console.error(`chat: ${(error as Error)?.stack ?? error}`);
  }, settings.operated?.obey(server));
  await server.close(why);
  await metrics?.shutdown();
  return code;
}

/**
 * Gives up the permissions that a listening server no longer needs. It keeps the permission to
 * read.
 *
 * @param network What it needs the network for; Deno can give that up as a whole only.
 */
async function dropPrivileges(network: "to reconnect" | "no more"): Promise<void> {
  for (const name of ["net", "write", "env", "run", "ffi", "sys"] as const) {
    if (name !== "net" || network === "no more") await Deno.permissions.revoke({ name });
  }
}

function programName(): string {
  const { standalone } = Deno.build;
  return startedBy({ standalone, version: Deno.version.deno, env: (name) => Deno.env.get(name) });
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
