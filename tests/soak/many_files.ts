/**
 * How long the list of 100,000 files takes, and what it does to the chat beside it:
 * `deno run --allow-all tests/soak/many_files.ts [FILES]`.
 */
import { assertEquals } from "@std/assert";
import { serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const FILES = Number(Deno.args[0] ?? 100_000);

/** Asks for every page; returns how long each took, in ms. */
async function readAll(chat: RawClient): Promise<number[]> {
  const took: number[] = [];
  for (let got = 0; got < FILES;) {
    const asked = performance.now();
    const { ok } = await chat.answer({ type: "files", from: got });
    took.push(performance.now() - asked);
    assertEquals(ok!.count, FILES);
    got += (ok!.files as unknown[]).length;
  }
  return took;
}

/** Asks who is there until something else is done; returns how long each answer took, in ms. */
async function askWho(chat: RawClient, done: Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  let isDone = false;
  done.finally(() => isDone = true);
  while (!isDone) {
    const asked = performance.now();
    await chat.answer({ type: "who" });
    took.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return took;
}

function summary(took: number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${sorted.at(-1)!.toFixed(1)} ms`;
}

if (import.meta.main) {
  await using shared = await TempFolder.make();
  for (let i = 0; i < FILES; i++) {
    Deno.writeFileSync(shared.file(`${i} of many files.txt`), new Uint8Array(i % 7));
  }
  const { server, port } = await serve(["--files", shared.path, "--rate", "0", "--quiet"]);
  await using _server = server;
  using alice = await RawClient.join(Number(port), "alice");
  using bob = await RawClient.join(Number(port), "bob");
  for (const round of ["first", "second"]) {
    const began = performance.now();
    const pages = readAll(alice);
    const others = await askWho(bob, pages);
    const took = await pages;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(`${round} time, ${FILES} files: ${took.length} pages, ${seconds} s in all`);
    console.log(`  a page: ${summary(took)}`);
    console.log(`  who, beside it: ${summary(others)}`);
  }
}
