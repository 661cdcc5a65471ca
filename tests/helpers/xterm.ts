/**
 * A terminal emulator; see fast_check.ts for why its address stands here.
 *
 * @module
 */
export { default as xterm } from "npm:@xterm/headless@6.0.0";
export { default as unicode } from "npm:@xterm/addon-unicode11@0.9.0";
