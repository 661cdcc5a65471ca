import { ClusterJournal } from "../../server/cluster/cluster_journal.ts";
import { readNatsAddress } from "../../server/cluster/nats_address.ts";
import { NatsLink } from "../../server/cluster/nats_link.ts";
import type { ChatServerOptions } from "../../server/chat_server_options.ts";
import type { LogEvent } from "../../server/observability/log.ts";
import { startServer } from "./test_server.ts";

/** A server of a cluster, in this process, with its journal. */
export type ClusteredServer = ReturnType<typeof startServer> & {
  readonly journal: ClusterJournal;
  readonly link: NatsLink;
};

/** Starts a server that shares its room by way of a NATS server, and waits until it does. */
export async function startClustered(
  url: string,
  options: Partial<ChatServerOptions> = {},
): Promise<ClusteredServer> {
  const link = await NatsLink.open(readNatsAddress(url));
  let port = 0;
  const events: LogEvent[] = [];
  const journal = new ClusterJournal({
    link,
    address: () => `127.0.0.1:${port}`,
    log: (event) => events.push(event),
  });
  const server = startServer({ journal, ...options });
  port = server.port;
  await journal.enter();
  return Object.assign(server, { journal, link, events });
}

/** Starts several, one after the other; they end together, the last one first. */
export async function startCluster(
  url: string,
  count: number,
  options: Partial<ChatServerOptions> = {},
): Promise<ClusteredServer[] & AsyncDisposable> {
  const servers: ClusteredServer[] = [];
  for (let i = 0; i < count; i++) servers.push(await startClustered(url, options));
  return Object.assign(servers, {
    async [Symbol.asyncDispose]() {
      for (const server of servers.reverse()) await server[Symbol.asyncDispose]();
    },
  });
}
