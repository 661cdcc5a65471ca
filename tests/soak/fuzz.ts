/** Broken sessions of our own protocol against a live server: `deno task fuzz [FRAMES] [SEED]`. */
import { assert } from "@std/assert";
import { RawClient } from "../helpers/raw_client.ts";
import { fuzzServer } from "./fuzz_server.ts";
import { mutatedSession } from "./mutated_session.ts";
import { play } from "./play_session.ts";

const FRAMES_EACH = 20;

await fuzzServer({
  unit: "frames",
  atOnce: 32,
  checkEvery: 500,
  makeSession(random) {
    const session = mutatedSession(random, 1 + random.below(2 * FRAMES_EACH));
    return { size: session.frames, play: (port) => play(port, random, session) };
  },
  async check(port, isOver) {
    using client = await RawClient.connect(port);
    const { ok } = await client.answer({ type: "hello", version: 1 } as { type: string });
    assert(ok, "a client that behaves is let in");
    do {
      const { ok } = await client.answer({ type: "who" });
      assert(ok, "and is answered");
    } while (!await isOver());
  },
});
