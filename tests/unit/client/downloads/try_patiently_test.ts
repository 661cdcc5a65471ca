import { assertEquals, assertRejects } from "@std/assert";
import { DownloadError, LostError } from "../../../../client/downloads/failure.ts";
import { tryPatiently } from "../../../../client/downloads/try_patiently.ts";
import { pure } from "../../../helpers/pure.ts";

const BUSY = { type: "refused", error: { code: "server-busy", message: "Try again" } } as const;

/** Tries something that fails so many times; returns the result, the waits and what was told. */
async function trying(failures: number, error: Error) {
  const waits: number[] = [];
  let told = 0;
  let left = failures;
  const result = tryPatiently(() => left-- > 0 ? Promise.reject(error) : Promise.resolve("done"), {
    pause: (ms) => (waits.push(ms), Promise.resolve()),
    onBusy: () => told++,
  });
  const outcome = await result.catch((failure) => failure);
  return { outcome, waits, told };
}

pure("tryPatiently() waits longer each time, and tells once that the server is busy", async () => {
  assertEquals(await trying(3, new LostError(BUSY)), {
    outcome: "done",
    waits: [200, 500, 1_000],
    told: 1,
  });
});

pure("tryPatiently() gives up after five waits, and at once what cannot help", async () => {
  const busy = new LostError(BUSY);
  assertEquals(await trying(6, busy), {
    outcome: busy,
    waits: [200, 500, 1_000, 2_000, 4_000],
    told: 1,
  });
  const refused = new DownloadError({ ...BUSY, error: { code: "no-such-file", message: "No" } });
  assertEquals(await trying(1, refused), { outcome: refused, waits: [], told: 0 });
});

pure("tryPatiently() begins again once something arrived", async () => {
  const waits: number[] = [];
  let size = 0;
  await tryPatiently(
    () => ++size < 10 ? Promise.reject(new LostError({ type: "changed" })) : Promise.resolve(),
    {
      pause: (ms) => (waits.push(ms), Promise.resolve()),
      onBusy: () => {},
      size: () => size,
    },
  );
  assertEquals(waits, new Array(9).fill(200));
});

pure("tryPatiently() stops waiting when it is cancelled", async () => {
  const end = new AbortController();
  const trying = tryPatiently(() => Promise.reject(new LostError(BUSY)), {
    pause: () => new Promise(() => {}),
    onBusy: () => end.abort(new DownloadError({ type: "cancelled" })),
    signal: end.signal,
  });
  const { failure } = await assertRejects(() => trying, DownloadError);
  assertEquals(failure, { type: "cancelled" });
});
