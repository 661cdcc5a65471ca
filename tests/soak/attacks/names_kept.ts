import { encodeFrame, encodeMessage, FrameType } from "../../../protocol/mod.ts";
import type { Attack, AttackResult } from "./attack.ts";
import { Guest, pause } from "./guest.ts";
import { Target } from "./target.ts";

const FREE_MS = 10_000;
const PATIENCE_MS = 20_000;
const BOUND = `the name is free within ${FREE_MS / 1_000} s`;

/** Many pongs, then FIN. */
export const PONGS_THEN_FIN: Attack = {
  name: "pongs_then_fin",
  what: "5.6 MB of pongs, then FIN",
  bound: BOUND,
  run: () => leave(repeated(encodeFrame(FrameType.PONG), 5_600_000), (guest) => guest.end()),
};

/** Many pongs, then RST. */
export const PONGS_THEN_RST: Attack = {
  name: "pongs_then_rst",
  what: "5.6 MB of pongs, then RST",
  bound: BOUND,
  run: () => leave(repeated(encodeFrame(FrameType.PONG), 5_600_000), (guest) => guest.reset()),
};

const WHO = encodeMessage(FrameType.REQUEST, { id: 5, type: "who" });

/** Requests that the rate allows only hours later, then RST. */
export const REQUESTS_THEN_RST: Attack = {
  name: "requests_then_rst",
  what: "3 MB of pipelined requests, then RST",
  bound: BOUND,
  run: () => leave(repeated(WHO, 3_000_000), (guest) => guest.reset()),
};

/** Requests that the rate allows only hours later, then the process ends. */
export const REQUESTS_THEN_FIN: Attack = {
  name: "requests_then_fin",
  what: "3 MB of pipelined requests, then the client's process ends",
  bound: BOUND,
  run: () => leave(repeated(WHO, 3_000_000), (guest) => guest.socket.destroy()),
};

const UNREAD_MS = 10_000;

/** Requests without end, on a connection that stays open. */
export const UNREAD_INPUT: Attack = {
  name: "unread_input",
  what: "20 MB of pipelined requests, on a connection that stays open",
  bound: `it is ended within ${UNREAD_MS / 1_000} s, and told why`,
  async run() {
    await using target = await Target.start();
    using guest = await Guest.join(target.port, "greedy");
    const began = performance.now();
    let last = "";
    guest.listen(({ type, payload }) => {
      if (type === FrameType.NOTICE) last = new TextDecoder().decode(payload);
    });
    guest.write(repeated(WHO, 20_000_000));
    while (!guest.hasEnded && performance.now() - began < PATIENCE_MS) await pause(50);
    const ms = performance.now() - began;
    const code = /"code":"([\w-]+)"/.exec(last)?.[1] ?? "nothing";
    const measured = guest.hasEnded
      ? `ended after ${(ms / 1_000).toFixed(1)} s, told ${code}`
      : `still there after ${PATIENCE_MS / 1_000} s`;
    return { measured, holds: guest.hasEnded && ms < UNREAD_MS };
  },
};

/** Sends bytes under a name, leaves, and measures when somebody else can have the name. */
async function leave(bytes: Uint8Array, go: (guest: Guest) => void): Promise<AttackResult> {
  await using target = await Target.start();
  const guest = await Guest.join(target.port, "ghost", "127.9.9.6");
  guest.listen(() => {});
  guest.write(bytes);
  for (let i = 0; i < 150 && guest.socket.writableLength > 0 && !guest.hasEnded; i++) {
    await pause(20);
  }
  go(guest);
  const began = performance.now();
  let isFree = false;
  while (!isFree && performance.now() - began < PATIENCE_MS) {
    using heir = await Guest.connect(target.port, "127.9.9.7");
    isFree = (await heir.ask({ type: "hello", version: 1, name: "ghost" })).ok !== undefined;
    if (!isFree) await pause(100);
  }
  guest[Symbol.dispose]();
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  return {
    measured: isFree ? `free after ${seconds} s` : `taken after ${seconds} s`,
    holds: isFree && Number(seconds) * 1_000 <= FREE_MS,
  };
}

function repeated(frame: Uint8Array, bytes: number): Uint8Array {
  const all = new Uint8Array(Math.floor(bytes / frame.length) * frame.length);
  for (let at = 0; at < all.length; at += frame.length) all.set(frame, at);
  return all;
}
