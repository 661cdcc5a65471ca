/** One connection of a client, without a network. */
import {
  HIGH_WATER_BYTES,
  ServerConnection,
} from "../../../../client/conversation/server_connection.ts";
import { SYSTEM_CLOCK } from "../../../../client/conversation/system_clock.ts";
import type { ServerWire } from "../../../../client/net/server_wire.ts";
import { pure } from "../../../helpers/pure.ts";

pure("ServerConnection: who waits for room waits no longer once it is closed", async () => {
  const wire: ServerWire = {
    read: () => new Promise(() => {}),
    // As in Deno 2.4, where closing ends no write.
    write: () => new Promise(() => {}),
    close() {},
  };
  const connection = new ServerConnection(wire, SYSTEM_CLOCK);
  connection.send(new Uint8Array(HIGH_WATER_BYTES + 1));
  const ready = connection.ready();
  connection.close();
  await ready;
});
