/** The attackers of `hashing.ts`, in a worker, so that the honest pair is measured by itself. */
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";

/** What the attackers do. */
export type Attack = "nothing" | "begun and dropped" | "digests begun and dropped" | "20 begun";

interface Orders {
  readonly attack: Attack;
  readonly port: number;
  readonly files: number;
}

const ATTACKERS = 4;
const READERS = 20;

/** Begins downloads and hangs up, for as long as the worker runs. */
async function drop(who: number, { attack, port, files }: Orders): Promise<void> {
  using chat = await RawClient.join(port, `mallory${who}`);
  for (let i = 0;; i++) {
    const { ok } = await chat.answer({ type: "get", name: `${(i * ATTACKERS + who) % files}.bin` });
    const offset = attack === "begun and dropped" ? 0 : ok!.size as number;
    using download = await RawDownload.connect(port, ok!.ticket, offset);
    await download.reply();
  }
}

/** Begins a download, takes a megabyte, and then nothing for as long as the worker runs. */
async function begin(who: number, { port }: Orders): Promise<unknown> {
  const chat = await RawClient.join(port, `reader${who}`);
  const { ok } = await chat.answer({ type: "get", name: `${who}.bin` });
  const download = await RawDownload.connect(port, ok!.ticket);
  await download.reply();
  await download.bytes(1_000_000);
  return [chat, download];
}

const worker = globalThis as unknown as Worker;
worker.onmessage = async ({ data }: MessageEvent<Orders>) => {
  const people: unknown[] = [];
  if (data.attack === "20 begun") {
    for (let i = 0; i < READERS; i++) people.push(await begin(i, data));
  } else if (data.attack !== "nothing") {
    for (let i = 0; i < ATTACKERS; i++) {
      drop(i, data).catch((error) => console.log(`attacker ${i}: ${error}`));
    }
  }
  worker.postMessage(people.length);
};
