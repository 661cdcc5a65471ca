import { commandLine } from "../../helpers/program.ts";
import type { RawClient } from "../../helpers/raw_client.ts";
import { TempFolder } from "../../helpers/temp_folder.ts";
import { joinOverTls } from "../../helpers/tls_client.ts";
import type { Attack } from "./attack.ts";
import { pause } from "./guest.ts";
import { Target } from "./target.ts";

/** How long the server lets a client be that says nothing, in ms, and a little more. */
const SILENT_MS = 12_000;

/** What everybody who is in must be answered within, and descriptors be back, in ms. */
const ANSWER_MS = 100;
const BACK_MS = 2_000;

/** Connections to an encrypted server that never begin to encrypt. */
export const STALLED_TLS: Attack = {
  name: "stalled_tls",
  what: "500 connections to an encrypted server say nothing, and stay once they are closed",
  bound: `those who are in are answered within ${ANSWER_MS} ms, a newcomer is greeted, and all ` +
    `descriptors are back ${BACK_MS / 1_000} s after the connections have gone`,
  isTimed: true,
  missing: () => Deno.build.os === "linux" ? undefined : "needs /proc",
  async run(scale) {
    const count = scale === "short" ? 50 : 500;
    await using state = await TempFolder.make();
    const command = ["env", `XDG_STATE_HOME=${state.path}`, ...commandLine()];
    await using target = await Target.start(
      ["--tls", "--rate", "0", "--max-clients", "1000"],
      command,
    );
    const join = (name: string) => joinOverTls(target.port, state.path, name);
    using alice = await join("alice");
    const before = await restingDescriptorsOf(target);
    const stalled = await Promise.all(
      Array.from(
        { length: count },
        () => Deno.connect({ port: target.port, hostname: "127.0.0.1" }),
      ),
    );
    if (scale === "full") await pause(SILENT_MS);
    const held = descriptorsOf(target) - before;
    const slowest = await slowestAnswer(alice);
    using _newcomer = await join("newcomer");
    for (const each of stalled) each.close();
    const began = performance.now();
    while (descriptorsOf(target) > before + 1 && performance.now() - began < BACK_MS) {
      await pause(20);
    }
    const left = descriptorsOf(target) - before - 1;
    return {
      measured: `${held} descriptors held; slowest answer ${slowest.toFixed(1)} ms; ` +
        `${left} descriptors left ${(performance.now() - began).toFixed(0)} ms later`,
      holds: slowest < ANSWER_MS && left <= 0,
    };
  },
};

async function slowestAnswer(client: RawClient): Promise<number> {
  let slowest = 0;
  for (let asked = 0; asked < 50; asked++) {
    const began = performance.now();
    await client.ok({ type: "say", text: "hello" });
    slowest = Math.max(slowest, performance.now() - began);
    await pause(10);
  }
  return slowest;
}

/** How many descriptors the server has, once it has found out how many it may have. */
async function restingDescriptorsOf(target: Target): Promise<number> {
  for (let last = -1;;) {
    const now = descriptorsOf(target);
    if (now === last) return now;
    last = now;
    await pause(100);
  }
}

function descriptorsOf({ server }: Target): number {
  return Array.from(Deno.readDirSync(`/proc/${server.pid}/fd`)).length;
}
