/**
 * Kills a server with a history a hundred times under load: `deno task soak:history [ROUNDS] [SEED]`.
 *
 * @module
 */
import { killRounds } from "./kill_rounds.ts";
import { Random } from "./random.ts";

const [rounds = "100", seed = `${Date.now() % 1_000_000}`] = Deno.args;
const folder = await Deno.makeTempDir({ prefix: "chat-kills-" });
try {
  console.log(`${rounds} kills, seed ${seed}`);
  console.log(await killRounds(`${folder}/room.db`, Number(rounds), new Random(Number(seed))));
} finally {
  await Deno.remove(folder, { recursive: true });
}
