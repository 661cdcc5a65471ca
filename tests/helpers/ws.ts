/**
 * The web sockets of Node, a peer of ours; see fast_check.ts for why their address stands here.
 *
 * @module
 */
// @ts-types="npm:@types/ws@8.18.1"
export { default as WebSocketPeer } from "npm:ws@8.18.3";
