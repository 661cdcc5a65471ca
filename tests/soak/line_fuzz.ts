/**
 * Broken lines against the doors for IRC and plain text of a live server: `deno task fuzz:lines
 * [LINES] [SEED]`.
 */
import { assert } from "@std/assert";
import { LineClient } from "../helpers/line_client.ts";
import { brokenLines } from "./broken_lines.ts";
import { fuzzServer } from "./fuzz_server.ts";

const LINES_EACH = 400;
let checks = 0;

await fuzzServer({
  unit: "lines",
  atOnce: 16,
  checkEvery: 200,
  makeSession(random) {
    const session = brokenLines(random, 1 + random.below(2 * LINES_EACH));
    return { size: session.lines, play: (port) => play(port, session.bytes) };
  },
  async check(port, isOver) {
    await using client = await LineClient.irc(port, `check${++checks}`);
    await client.send("LUSERS");
    assert((await client.sync()).some((line) => line.includes(" 251 ")), "who behaves is answered");
    while (!await isOver()) await client.sync();
  },
});

/** Sends all, ends its side, and reads until the server has closed too. */
async function play(port: number, bytes: Uint8Array): Promise<void> {
  const conn = await Deno.connect({ port, hostname: "127.0.0.1" });
  const reading = drain(conn);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await conn.write(rest));
    await conn.closeWrite();
  } catch {
    // The server has closed first, as it may.
  }
  await reading;
  conn.close();
}

async function drain(conn: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  while (await conn.read(buffer).catch(() => null) !== null);
}
