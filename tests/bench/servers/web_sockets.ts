import { ROOT } from "../../helpers/program.ts";
import { LISTENING } from "./chat.ts";
import { type Contender, firstLine, startServer } from "./server.ts";

const WS_VERSION = "8.18.3";
const HERE = `${ROOT}tests/bench/servers/`;

/** The package `ws` on Node: what most would write a chat for browsers with. */
export const WS: Contender = {
  name: "ws on Node",
  program: "npm",
  version: async () => `ws ${WS_VERSION}, Node ${await firstLine("node", "--version")}`,
  start: async (folder) => {
    const args = ["install", "--silent", "--no-audit", "--prefix", folder, `ws@${WS_VERSION}`];
    await new Deno.Command("npm", { args }).output();
    const command = ["node", `${HERE}ws_broadcast.mjs`, `${folder}/package.json`];
    return await startServer("ws on Node", command, LISTENING);
  },
};

/** The web sockets that Deno brings. */
export const DENO_SERVE: Contender = {
  name: "Deno.serve",
  version: () => Promise.resolve(`Deno ${Deno.version.deno}`),
  start: () => {
    const script = `${HERE}deno_serve_broadcast.ts`;
    const command = [Deno.execPath(), "run", "--quiet", "--no-lock", "--allow-net", script];
    return startServer("Deno.serve", command, LISTENING);
  },
};
