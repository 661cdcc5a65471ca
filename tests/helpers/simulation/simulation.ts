import { ClientDeeds } from "./client_deeds.ts";
import { checkCluster } from "./cluster_checks.ts";
import { Harm } from "./harm.ts";
import { Random } from "../../soak/random.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";

/** Most servers at a time. */
const MAX_SERVERS = 5;

/** How long a room needs to be whole again, in ms: some leases, and what it takes to begin. */
const QUIET_MS = 60_000;

/** What a simulation did. */
export interface SimulationSummary {
  /** How many servers there were. */
  readonly servers: number;
  /** How many texts clients wanted to say. */
  readonly texts: number;
  /** How many records of each type there are in the log. */
  readonly written: SimulatedCluster["written"];
}

/**
 * Runs servers of one room over a network that misbehaves for a minute or two and then is whole, and
 * checks them. It takes no real time but that of the processor, and is the same again for a seed.
 *
 * @param trace Takes lines about what happens.
 * @throws {Error} If something is not as it has to be; it names the seed.
 */
export async function simulate(
  seed: number,
  trace?: (line: string) => void,
): Promise<SimulationSummary> {
  using cluster = new SimulatedCluster(seed, trace);
  const deeds = new ClientDeeds(cluster);
  try {
    await misbehave(cluster, deeds, seed);
    checkCluster(cluster, deeds);
  } catch (cause) {
    const how = `deno task fuzz:cluster 1 ${seed}`;
    throw new Error(`Seed ${seed} (${how}): ${(cause as Error).message}`, { cause });
  }
  return {
    servers: cluster.servers.length,
    texts: deeds.texts.length,
    written: cluster.written,
  };
}

/** Lets much go wrong, then lets the room become whole again. */
async function misbehave(
  cluster: SimulatedCluster,
  deeds: ClientDeeds,
  seed: number,
): Promise<void> {
  const harm = new Harm(cluster, (server) => deeds.lost(server), new Random(~seed));
  await goWrong(cluster, deeds, harm);
  cluster.tell("heal");
  harm.heal();
  if (cluster.live.length === 0) cluster.start();
  await cluster.pass(QUIET_MS);
}

/** Lets clients do what they do, and much go wrong. */
async function goWrong(cluster: SimulatedCluster, deeds: ClientDeeds, harm: Harm): Promise<void> {
  const { random } = cluster;
  const harshness = random.pick([0.01, 0.04, 0.1]);
  // In a quiet room, other things go wrong.
  const liveliness = random.pick([0.05, 0.4, 0.8]);
  for (let i = random.below(4); i >= 0; i--) cluster.start();
  await cluster.pass(random.below(14_000));
  for (let steps = 100 + random.below(400); steps > 0; steps--) {
    if (random.chance(liveliness)) deeds.do();
    if (random.chance(harshness)) harm.do();
    harm.shorten();
    const isFew = cluster.live.length < 2;
    if (isFew || cluster.live.length < MAX_SERVERS && random.chance(0.01)) cluster.start();
    await cluster.pass(random.chance(0.1) ? random.below(3_000) : random.below(300));
  }
}
