/**
 * Cases of people in browsers, beside what others serve web sockets with.
 *
 * @module
 */
import { busyFigures, type Case, type Figures, served, type Subject } from "../bench_case.ts";
import { generate, type LoadSpec } from "../generate.ts";
import type { BroadcastResult } from "../load/broadcast.ts";
import { CHAT } from "../servers/chat.ts";
import type { Contender } from "../servers/server.ts";
import { DENO_SERVE, WS } from "../servers/web_sockets.ts";
import { idle } from "./presence.ts";

const RATE = "deliveries/s";
const MEMORY = "KB a client";

function fanOut(contender: Contender, members: number, messages: number): Subject {
  return served(contender, async (server): Promise<Figures> => {
    const load: LoadSpec = { kind: "broadcast", wire: "web", members, messages, senders: 1 };
    const { deliveries, seconds, busy } = await generate<BroadcastResult>(server, load);
    return { [RATE]: deliveries / seconds, ...busyFigures(busy) };
  });
}

function fanOutCase(members: number, messages: number): Case {
  return {
    name: `web ${members - 1}`,
    about: `1 browser to ${members - 1} others on web sockets, ${messages} messages`,
    unit: RATE,
    subjects: [CHAT, WS, DENO_SERVE].map((each) => fanOut(each, members, messages)),
    goals: [{ of: ["chat", RATE], against: ["ws on Node", RATE], atLeast: 2 }],
  };
}

/** Memory of those who stay. */
const WEB_IDLE: Case = {
  name: "web idle",
  about: "memory a named, idle browser costs the server, 5,000 connected for a minute",
  unit: MEMORY,
  subjects: [CHAT, WS, DENO_SERVE].map((each) => idle(each, "web", 5_000)),
  goals: [
    { of: ["chat", MEMORY], against: ["ws on Node", MEMORY], atMost: 1 },
    { of: ["chat", MEMORY], against: ["Deno.serve", MEMORY], atMost: 1 },
  ],
  maxRuns: 1,
};

/** Every case of people in browsers. */
export const WEB: readonly Case[] = [fanOutCase(100, 2_000), fanOutCase(1_000, 200), WEB_IDLE];
