/**
 * The web sockets of Node, a peer of ours; see fast_check.ts for why their address stands here.
 *
 * @module
 */
import type { WebSocket } from "npm:@types/ws@8.18.1";

/** Loads the class, whose package reads variables when it is loaded. */
export async function loadWebSocketPeer(): Promise<typeof WebSocket> {
  return (await import("npm:ws@8.18.3")).default as unknown as typeof WebSocket;
}
