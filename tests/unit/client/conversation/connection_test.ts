/** One connection of a client, without a network. */
import { Connection, HIGH_WATER_BYTES } from "../../../../client/conversation/connection.ts";
import { SYSTEM_CLOCK } from "../../../../client/conversation/system_clock.ts";
import type { Wire } from "../../../../client/net/wire.ts";
import { pure } from "../../../helpers/pure.ts";

pure("Connection: who waits for room waits no longer once it is closed", async () => {
  const wire: Wire = {
    read: () => new Promise(() => {}),
    // As in Deno 2.4, where closing ends no write.
    write: () => new Promise(() => {}),
    close() {},
  };
  const connection = new Connection(wire, SYSTEM_CLOCK);
  connection.send(new Uint8Array(HIGH_WATER_BYTES + 1));
  const ready = connection.ready();
  connection.close();
  await ready;
});
