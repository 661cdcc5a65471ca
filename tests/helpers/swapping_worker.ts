/** Swaps two paths for each other, over and over, until it is told to stop. */
const worker = globalThis as unknown as Worker;

worker.onmessage = ({ data }: MessageEvent<{ one: string; other: string; stop: Int32Array }>) => {
  const { one, other, stop } = data;
  for (let round = 0; Atomics.load(stop, 0) === 0; round++) {
    Deno.renameSync(one, `${one}.away`);
    Deno.renameSync(other, one);
    if (round === 0) worker.postMessage("swapping");
    Deno.renameSync(one, other);
    Deno.renameSync(`${one}.away`, one);
  }
  worker.postMessage("stopped");
};
