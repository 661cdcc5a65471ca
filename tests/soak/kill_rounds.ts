import { assert, assertEquals } from "@std/assert";
import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import { serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import type { Random } from "./random.ts";

/** What kills did to a history. */
export interface KillOutcome {
  /** Messages that were confirmed to their senders. */
  readonly confirmed: number;
  /** Messages that the file has. */
  readonly kept: number;
  /** Kills that ended a server which still had unconfirmed messages. */
  readonly inFlight: number;
}

const SENDERS = 4;

/** Messages that a sender has on their way at a time. */
const AHEAD = 50;

/**
 * Kills a server with a history again and again while several clients talk as fast as they can, and
 * then reads the file with `sqlite3`: it must be whole, and have every confirmed message, once, in its
 * sender's order.
 *
 * @param file The history.
 * @param rounds How often to kill.
 * @param random How long each server lives.
 */
export async function killRounds(
  file: string,
  rounds: number,
  random: Random,
): Promise<KillOutcome> {
  const confirmed = new Set<string>();
  let inFlight = 0;
  for (let round = 0; round < rounds; round++) {
    const { server, port } = await serve(["--history", file, "--rate", "0", "--quiet"]);
    await using _server = server;
    const wanted = random.below(1_000);
    let done = 0;
    const kill = () => ++done === wanted + 1 && server.kill("SIGKILL");
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      using client = await RawClient.join(Number(port), `sender${sender}`);
      const unconfirmed = await talk(client, (text) => confirmed.add(text) && kill(), [
        round,
        sender,
      ]);
      inFlight += unconfirmed > 0 ? 1 : 0;
    });
    await Promise.all(senders);
    await server.exit();
  }
  return { confirmed: confirmed.size, kept: await verify(file, confirmed), inFlight };
}

/** Talks until the server is gone; returns how many messages were not confirmed. */
async function talk(
  client: RawClient,
  onConfirmed: (text: string) => void,
  name: readonly number[],
): Promise<number> {
  const waiting = new Map<number, string>();
  for (let id = 1_000;;) {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    while (waiting.size < AHEAD) {
      const text = [...name, id].join(".");
      frames.push(encodeMessage(FrameType.REQUEST, { id, type: "say", text }).slice());
      waiting.set(id++, text);
    }
    try {
      if (frames.length > 0) {
        await client.write(new Uint8Array(await new Blob(frames).arrayBuffer()));
      }
    } catch {
      return waiting.size;
    }
    const frame = await client.frame();
    if (!frame) return waiting.size;
    if (frame.type !== FrameType.REPLY) continue;
    const reply = JSON.parse(new TextDecoder().decode(frame.payload));
    assert(reply.ok, JSON.stringify(reply));
    onConfirmed(waiting.get(reply.id)!);
    waiting.delete(reply.id);
  }
}

/** Compares the file with what was confirmed; returns how many messages it has. */
async function verify(file: string, confirmed: ReadonlySet<string>): Promise<number> {
  assertEquals(await sqlite3(file, "PRAGMA integrity_check"), ["ok"]);
  const texts = await sqlite3(file, "SELECT text FROM message ORDER BY seq");
  assertEquals(new Set(texts).size, texts.length, "a message is kept twice");
  const kept = new Set(texts);
  const lost = Array.from(confirmed).filter((text) => !kept.has(text));
  assertEquals(lost, [], "confirmed messages are missing");
  const last = new Map<string, number>();
  for (const text of texts) {
    const [, sender, id] = /^(\d+\.\d+)\.(\d+)$/.exec(text)!;
    assert(Number(id) > (last.get(sender!) ?? 0), `${text} is out of order`);
    last.set(sender!, Number(id));
  }
  return texts.length;
}

/** What Debian's `sqlite3` says, by line: another SQLite than the one that wrote the file. */
async function sqlite3(file: string, sql: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("sqlite3", { args: [file, sql] })
    .output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
