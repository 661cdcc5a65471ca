/**
 * The load generator: a process of its own, the same for every server but for the protocol. Takes a
 * load as JSON, prints `started` when the clock starts, and the result as JSON.
 *
 * @module
 */
import { arrivals, type ArrivalsLoad } from "./arrivals.ts";
import { broadcast, type BroadcastLoad } from "./broadcast.ts";
import { chatWire } from "./chat_wire.ts";
import { fetchAll, type FetchLoad } from "./fetch.ts";
import { Fleet } from "./fleet.ts";
import { hold, type HoldLoad } from "./hold.ts";
import { ircWire } from "./irc_wire.ts";
import { natsWire } from "./nats_wire.ts";
import { relayWire } from "./relay_wire.ts";
import { turns, type TurnsLoad } from "./turns.ts";

/** Everything that can be generated. */
export type AnyLoad = BroadcastLoad | TurnsLoad | ArrivalsLoad | HoldLoad | FetchLoad;

const WIRES = { chat: chatWire, nats: natsWire, irc: ircWire, relay: relayWire };

async function run(load: AnyLoad): Promise<unknown> {
  const started = () => console.log("started");
  if (load.kind === "fetch") return await fetchAll(load, started);
  const fleet = new Fleet(load.port, WIRES[load.wire]);
  switch (load.kind) {
    case "broadcast":
      return broadcast(fleet, load, started);
    case "turns":
      return turns(fleet, load, started);
    case "arrivals":
      return arrivals(fleet, load, started);
    case "hold":
      return hold(fleet, load, started);
  }
}

try {
  console.log(JSON.stringify(await run(JSON.parse(Deno.args[0]!))));
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
