import type { ClusterState } from "./cluster_state.ts";
import type { ClusterServer } from "./membership.ts";
import { pauseFor } from "./within.ts";

/** How long to wait, and how often to look, in ms. */
const MOVING_MS = 2_000;
const LOOK_MS = 100;

/**
 * Waits until the clients of a server that ends are on others, so that nobody hears that they left.
 * It waits for 2 s at most, and not if there are no others.
 */
export async function whenMoved(state: ClusterState, server: ClusterServer): Promise<void> {
  if (state.membership.othersThan(server).length === 0) return;
  for (let ms = 0; ms < MOVING_MS && hasClients(state, server); ms += LOOK_MS) {
    await pauseFor(LOOK_MS);
  }
}

/** Whether somebody is in the room by a connection of a server. */
function hasClients({ replica, membership }: ClusterState, { id }: ClusterServer): boolean {
  return replica.snapshot().members.some(({ connection }) =>
    connection !== undefined && membership.serverOf(connection)?.id === id
  );
}
