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
import { ircWire, ircWireOf, patientIrcWire } from "./irc_wire.ts";
import type { Busy } from "./load.ts";
import { natsWire } from "./nats_wire.ts";
import { relayWire } from "./relay_wire.ts";
import { socketsFor } from "./tls.ts";
import { turns, type TurnsLoad } from "./turns.ts";
import { cpuSeconds } from "./usage.ts";
import { webSocketWire } from "./web_socket_wire.ts";

/** Everything that can be generated. */
export type AnyLoad = BroadcastLoad | TurnsLoad | ArrivalsLoad | HoldLoad | FetchLoad;

const WIRES = {
  chat: chatWire,
  nats: natsWire,
  irc: ircWire,
  relay: relayWire,
  "irc-chat": ircWireOf("#chat"),
  "irc-patient": patientIrcWire,
  web: webSocketWire,
};

async function run(load: AnyLoad, started: () => void): Promise<unknown> {
  if (load.kind === "fetch") return await fetchAll(load, started);
  const fleet = new Fleet(load.port, WIRES[load.wire], socketsFor(load));
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

/** Runs a load, and sees how busy both sides are from the start of the clock on. */
async function measure(load: AnyLoad): Promise<{ busy: Busy }> {
  const now = () => [performance.now() / 1_000, cpuSeconds(load.pid), cpuSeconds("self")] as const;
  let before = now();
  const result = await run(load, () => {
    before = now();
    console.log("started");
  });
  const [seconds, server, generator] = now().map((after, i) => after - before[i]!);
  const busy = { server: server! / seconds!, generator: generator! / seconds! };
  return { ...result as object, busy };
}

try {
  console.log(JSON.stringify(await measure(JSON.parse(Deno.args[0]!))));
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
