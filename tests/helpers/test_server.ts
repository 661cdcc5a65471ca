import { ChatServer } from "../../server/chat_server.ts";
import type { ChatServerOptions } from "../../server/chat_server_options.ts";
import type { LogEvent } from "../../server/observability/log.ts";
import { MemoryFolder } from "./memory_folder.ts";

/**
 * A server on a free port of the loopback interface, sharing files from memory, with its log. It
 * limits no rate, unless told to.
 */
export function startServer(
  options: Partial<ChatServerOptions> = {},
): ChatServer & { readonly events: LogEvent[] } {
  const events: LogEvent[] = [];
  const server = ChatServer.listen({
    port: 0,
    hostname: "127.0.0.1",
    folder: new MemoryFolder(),
    log: (event) => events.push(event),
    ...options,
    limits: { rate: 0, ...options.limits },
  });
  return Object.assign(server, { events });
}
