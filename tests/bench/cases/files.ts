/**
 * Cases of files.
 *
 * @module
 */
import { busyFigures, type Case, type Figures, served, type Subject } from "../bench_case.ts";
import { during, generate, type LoadSpec } from "../generate.ts";
import type { FetchResult } from "../load/fetch.ts";
import type { TurnsResult } from "../load/turns.ts";
import { Program } from "../../helpers/program.ts";
import { BESIDE, CHAT, ENCRYPTED } from "../servers/chat.ts";
import { type Contender, find, type Server } from "../servers/server.ts";
import { NGINX } from "../servers/debian.ts";
import { quantile } from "../statistics.ts";

const FILE = "film.bin";
const GB = 1_000_000_000;
const LAST_YEAR = new Date("2025-01-01");
const RATE = "GB/s";

/** Makes a file that no compression helps with. */
async function makeFile(folder: string, size: number): Promise<void> {
  const block = new Uint8Array(1_000_000);
  for (let at = 0; at < block.length; at += 50_000) {
    crypto.getRandomValues(block.subarray(at, at + 50_000));
  }
  {
    using file = await Deno.create(`${folder}/${FILE}`);
    for (let left = size; left > 0; left -= block.length) await file.write(block);
  }
  // A file that changed just now is hashed anew for each download; shared files are older.
  await Deno.utime(`${folder}/${FILE}`, LAST_YEAR, LAST_YEAR);
}

/** Gets the file to drop it; once before, so that it is in memory and its digest is known. */
async function send(server: Server, wire: string, { tls = false } = {}): Promise<Figures> {
  const load: LoadSpec = { kind: "fetch", wire, tls, file: FILE, size: GB, atOnce: 1 };
  await generate<FetchResult>(server, load);
  const { bytes, seconds, busy } = await generate<FetchResult>(server, load);
  return { [RATE]: bytes / seconds / GB, ...busyFigures(busy) };
}

/** To a client that drops what it gets. */
const SEND: Case = {
  name: "send",
  about: "1 GB to a client that discards it",
  unit: RATE,
  subjects: [
    ...[CHAT, ...BESIDE, ENCRYPTED].map((each) =>
      served(each, async (server, folder) => {
        await makeFile(folder, GB);
        return await send(server, "chat", { tls: each === ENCRYPTED });
      })
    ),
    served(NGINX, async (server, folder) => {
      await makeFile(folder, GB);
      return await send(server, "http");
    }),
  ],
  goals: [
    { of: ["chat --tls", RATE], against: ["chat", RATE], atLeast: 0.5 },
    { of: ["chat", RATE], against: ["nginx", RATE], atLeast: 0.8 },
  ],
};

/** Saves with this program's client: from the command to the line that says it is saved. */
const saveWithChat = (contender: Contender): Subject =>
  served(contender, async (server, folder) => {
    await makeFile(folder, GB);
    await send(server, "chat");
    await using client = Program.start(["connect", "saver", "127.0.0.1", `${server.port}`], {
      cwd: folder,
      command: contender.command,
    });
    await client.line("saver has joined");
    const begin = performance.now();
    await client.type(`/get ${FILE}`);
    await client.line(/^Downloaded /);
    return { [RATE]: GB / 1e6 / (performance.now() - begin) };
  });

/** Saves with curl, and has what it saved checked, or does not. */
function saveWithCurl(name: string, check: (path: string) => Promise<void>): Subject {
  const subject = served(NGINX, async (server, folder) => {
    await makeFile(folder, GB);
    await send(server, "http");
    const saved = `${folder}/saved`;
    const args = ["-s", "-o", saved, `http://127.0.0.1:${server.port}/${FILE}`];
    const begin = performance.now();
    await new Deno.Command(find("curl")!, { args }).output();
    await check(saved);
    const ms = performance.now() - begin;
    if ((await Deno.stat(saved)).size !== GB) throw new Error("curl saved too little");
    return { [RATE]: GB / 1e6 / ms };
  });
  return { ...subject, name };
}

const CURL = saveWithCurl("curl from nginx", () => Promise.resolve());
const CURL_CHECKED = saveWithCurl("curl, then sha256sum", async (path) => {
  await new Deno.Command("sha256sum", { args: [path] }).output();
});

/** To a file in memory; this program's client checks the digest meanwhile, curl checks nothing. */
const SAVE: Case = {
  name: "save",
  about: "1 GB to a file on a RAM disk, verified",
  unit: RATE,
  subjects: [...[CHAT, ...BESIDE].map(saveWithChat), CURL, CURL_CHECKED],
  goals: [CURL, CURL_CHECKED].map(({ name }) => ({
    of: ["chat", RATE],
    against: [name, RATE],
    atLeast: 1,
  })),
};

const DOWNLOAD_BYTES = 200_000_000;
const DOWNLOADS: LoadSpec = {
  kind: "fetch",
  wire: "chat",
  file: FILE,
  size: DOWNLOAD_BYTES,
  atOnce: 20,
};

/** Chat alone, and chat while files are sent. */
const both: Subject = served(CHAT, async (server, folder) => {
  await makeFile(folder, DOWNLOAD_BYTES);
  const load: LoadSpec = { kind: "turns", wire: "chat", members: 1_000, messages: 200 };
  const alone = await generate<TurnsResult>(server, load);
  const together = await during(
    server,
    DOWNLOADS,
    () => generate<TurnsResult>(server, load),
  );
  return {
    "p99 alone": quantile(alone.latencies, 0.99),
    "p99 with downloads": quantile(together.latencies, 0.99),
  };
});

const BOTH: Case = {
  name: "both",
  about: "paced, while 20 downloads of 200 MB run",
  unit: "ms",
  subjects: [both],
  goals: [{ of: ["chat", "p99 with downloads"], against: ["chat", "p99 alone"], atMost: 2 }],
};

/** Every case of files. */
export const FILES: readonly Case[] = [SEND, SAVE, BOTH];
