import type { Given, Option } from "../../types/command.d.ts";
import { type NatsAddress, readNatsAddress } from "../cluster/nats_address.ts";
import type { Journal } from "../journal/journal.ts";
import type { Log } from "../observability/log.ts";
import { readOptionFile } from "./read_option_file.ts";

/** The options of `chat serve` that make several servers one room. */
export const CLUSTER_OPTIONS: Readonly<Record<string, Option>> = {
  cluster: {
    kind: "text",
    value: "URL",
    help: "share the room with the other servers at nats://HOST:PORT (docs/CLUSTER.md)",
  },
  "cluster-creds": {
    kind: "path",
    value: "FILE",
    help: "the credentials for NATS",
  },
  advertise: {
    kind: "text",
    value: "HOST:PORT",
    help: "where clients of the other servers reach this one",
  },
};

/** A host and a port; an IPv6 address in brackets. */
const PLACE = /^(\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+):\d{1,5}$/;

/** What {@linkcode readCluster} found. */
export interface ClusterSettings {
  /** Where NATS is. */
  readonly nats: NatsAddress;
  /** The file with the credentials. */
  readonly creds?: string;
  /** Where clients reach this server; what the invitation says if it is not given. */
  readonly advertise?: string;
}

/**
 * Reads whether and where the room is shared.
 *
 * @returns Nothing if it is not.
 * @throws {SyntaxError} If that makes no sense.
 */
export function readCluster(given: Given): ClusterSettings | undefined {
  const { cluster, "cluster-creds": creds, advertise, history } = given;
  if (cluster === undefined) {
    const needless = ["cluster-creds", "advertise"].find((name) => given[name] !== undefined);
    if (needless) throw new SyntaxError(`--${needless} needs --cluster`);
    return undefined;
  }
  if (history !== undefined) {
    throw new SyntaxError("--cluster and --history exclude each other: NATS keeps the messages");
  }
  if (advertise !== undefined && !PLACE.test(advertise)) {
    throw new SyntaxError(`--advertise must be HOST:PORT, received ${advertise}`);
  }
  return { nats: readNatsAddress(cluster), creds, advertise };
}

/** A journal that takes part in a room of several servers once it is told to. */
export interface SharedJournal extends Journal {
  /** Resolves once it does. */
  enter(): Promise<void>;
}

/**
 * Connects with the other servers.
 *
 * @param address Where clients reach this server, as `HOST:PORT`.
 * @throws {Error} If that is not possible; the message says what to do.
 */
export async function openCluster(
  { nats, creds, advertise }: ClusterSettings,
  address: () => string,
  log: Log,
): Promise<SharedJournal> {
  // Loaded only here, with its packages: most servers are alone.
  const { ClusterJournal } = await import("../cluster/cluster_journal.ts");
  const { NatsLink } = await import("../cluster/nats_link.ts");
  const options = creds === undefined
    ? nats.options
    : { ...nats.options, creds: await readOptionFile(creds) };
  const link = await NatsLink.open({ ...nats, options });
  return new ClusterJournal({ link, address: () => advertise ?? address(), log });
}
