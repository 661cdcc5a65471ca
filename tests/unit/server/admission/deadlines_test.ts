import { assertEquals } from "@std/assert";
import {
  type ConnectionProgress,
  Deadlines,
  type DeadlineVerdict,
} from "../../../../server/admission/deadlines.ts";
import { DEFAULT_LIMITS } from "../../../../server/admission/limits.ts";
import { measured } from "../../../../server/admission/ticker.ts";
import { pure } from "../../../helpers/pure.ts";

const OPENING: ConnectionProgress = {
  stage: "opening",
  waitingSince: 0,
  pendingBytes: 0,
  received: 0,
  taken: 0,
};
const CHAT: ConnectionProgress = { ...OPENING, stage: "chat", received: 1 };
const DOWNLOAD: ConnectionProgress = { ...OPENING, stage: "download", received: 1 };

/** Each: what it is, then what is seen when, in s, and the verdict on it. */
const CASES: readonly [
  string,
  ...(readonly [number, Partial<ConnectionProgress>, "wait" | "ping" | "late"])[],
][] = [
  ["a conversation is opened within 10 s", [9.999, OPENING, "wait"], [10, OPENING, "late"]],
  [
    "a connection that asks for something else is not open",
    [9, { ...OPENING, waitingSince: 8_999, received: 50 }, "wait"],
    [10, { ...OPENING, waitingSince: 9_999, received: 60 }, "late"],
  ],
  [
    "silence is pinged once, and ends 60 s later",
    [29.999, CHAT, "wait"],
    [30, CHAT, "ping"],
    [31, CHAT, "wait"],
    [89.999, CHAT, "wait"],
    [90, CHAT, "late"],
  ],
  [
    "an answer to the ping in the same tick counts",
    [30, CHAT, "ping"],
    [31, { ...CHAT, waitingSince: 30_000 }, "wait"],
    [60, { ...CHAT, waitingSince: 30_000 }, "ping"],
    [90, { ...CHAT, waitingSince: 30_000 }, "wait"],
  ],
  [
    "a client that the server does not read from is never late",
    [1, { ...CHAT, pendingBytes: 9 }, "wait"],
    [500, { ...CHAT, pendingBytes: 9, waitingSince: undefined }, "wait"],
    [501, { ...CHAT, pendingBytes: 9, waitingSince: 501_000 }, "wait"],
    [530, { ...CHAT, pendingBytes: 9, waitingSince: 530_000 }, "wait"],
    [531, { ...CHAT, pendingBytes: 9, waitingSince: 531_000 }, "late"],
  ],
  [
    "a frame that drips in is late 30 s after its beginning",
    [5, { ...CHAT, waitingSince: 5_000, pendingBytes: 1 }, "wait"],
    [34.999, { ...CHAT, waitingSince: 34_000, pendingBytes: 30 }, "wait"],
    [35, { ...CHAT, waitingSince: 35_000, pendingBytes: 31 }, "late"],
  ],
  [
    "a half-sent frame after a whole one begins anew",
    [5, { ...CHAT, waitingSince: 5_000, pendingBytes: 1 }, "wait"],
    [34, { ...CHAT, waitingSince: 34_000, pendingBytes: 2, received: 2 }, "wait"],
    [63.999, { ...CHAT, waitingSince: 63_000, pendingBytes: 3, received: 2 }, "wait"],
    [64, { ...CHAT, waitingSince: 64_000, pendingBytes: 4, received: 2 }, "late"],
  ],
  [
    "a download has to move, once in 120 s",
    [100, { ...DOWNLOAD, taken: 1 }, "wait"],
    [219.999, { ...DOWNLOAD, taken: 1 }, "wait"],
    [220, { ...DOWNLOAD, taken: 2 }, "wait"],
    [340, { ...DOWNLOAD, taken: 2 }, "late"],
  ],
];

for (const [name, ...steps] of CASES) {
  pure(`Deadlines: ${name}`, () => {
    const deadlines = new Deadlines(DEFAULT_LIMITS, 0);
    for (const [seconds, seen, wanted] of steps) {
      const verdict = deadlines.judge({ ...CHAT, ...seen }, seconds * 1000);
      assertEquals(short(verdict), wanted, `at ${seconds} s`);
    }
  });
}

pure("measured() does not count a stop of the server", () => {
  const beats: number[] = [];
  let time = 5_000;
  const tick = measured((ms) => beats.push(ms), () => time);
  for (const passed of [1_000, 1_004, 600_000, 998]) {
    time += passed;
    tick();
  }
  assertEquals(beats, [1_000, 1_004, 2_000, 998]);
});

function short(verdict: DeadlineVerdict): string {
  return typeof verdict === "string" ? verdict : "late";
}
