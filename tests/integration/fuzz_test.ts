/** A taste of `deno task fuzz`. */
import { assert, assertEquals } from "@std/assert";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { mutatedSession } from "../soak/mutated_session.ts";
import { play } from "../soak/play_session.ts";
import { Random } from "../soak/random.ts";

const SESSIONS = 200;
const AT_ONCE = 10;

Deno.test("broken sessions fault nothing, hold up nobody, and leave nothing", async () => {
  const seed = Date.now() % 2 ** 32;
  await using server = startServer({ folder: new MemoryFolder({ "a.txt": new Uint8Array(9) }) });
  using alice = await RawClient.join(server.port, "alice");
  let number = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (number < SESSIONS) {
      const own = seed + number++;
      const random = new Random(own);
      const session = mutatedSession(random, 1 + random.below(20));
      await play(server.port, random, session).catch((cause) => {
        throw new Error(`Session with seed ${own} failed`, { cause });
      });
    }
  }));
  do assert((await alice.answer({ type: "who" })).ok); while (server.gauges.connections > 1);
  assertEquals((await alice.answer({ type: "who" })).ok!.names, ["alice"]);
  assertEquals(server.events.filter(({ type }) => type === "fault"), [], `seed ${seed}`);
});
