/**
 * Cases of IRC clients: the same load on this server and on IRC servers.
 *
 * @module
 */
import { busyFigures, type Case, type Figures, served, type Subject } from "../bench_case.ts";
import { generate, type LoadSpec } from "../generate.ts";
import type { BroadcastResult } from "../load/broadcast.ts";
import type { TurnsResult } from "../load/turns.ts";
import { CHAT } from "../servers/chat.ts";
import { INSPIRCD, NGIRCD } from "../servers/debian.ts";
import type { Contender } from "../servers/server.ts";
import { quantile } from "../statistics.ts";
import { idle } from "./presence.ts";

/** What each speaks, and how far a sender may run ahead of the slowest reader there. */
const IRC_SPOKEN: Readonly<Record<string, { wire: string; ahead?: number }>> = {
  chat: { wire: "irc-chat" },
  // Its send queue is 32 KB, and it cuts whoever is further behind.
  ngircd: { wire: "irc", ahead: 200 },
  inspircd: { wire: "irc-patient" },
};

const ALL: readonly Contender[] = [CHAT, NGIRCD, INSPIRCD];
const RATE = "deliveries/s";
const MEMORY = "KB a client";

function broadcast(contender: Contender, spec: Record<string, number>): Subject {
  return served(contender, async (server): Promise<Figures> => {
    const load: LoadSpec = { kind: "broadcast", ...IRC_SPOKEN[contender.name]!, ...spec };
    const { deliveries, seconds, busy } = await generate<BroadcastResult>(server, load);
    return { [RATE]: deliveries / seconds, ...busyFigures(busy) };
  });
}

function turns(contender: Contender, spec: Record<string, number>): Subject {
  return served(contender, async (server): Promise<Figures> => {
    const load: LoadSpec = { kind: "turns", ...IRC_SPOKEN[contender.name]!, ...spec };
    const { latencies, busy } = await generate<TurnsResult>(server, load);
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(latencies, share));
    return { p50: p50!, p99: p99!, ...busyFigures(busy) };
  });
}

/** The cases of IRC clients. */
export const IRC: readonly Case[] = [
  {
    name: "irc flood",
    about: "IRC: 1 sender to 99 others, 64-byte texts, 5,000 messages",
    unit: RATE,
    subjects: ALL.map((each) => broadcast(each, { members: 100, senders: 1, messages: 5_000 })),
    goals: [{ of: ["chat", RATE], against: ["ngircd", RATE], atLeast: 3 }],
  },
  {
    name: "irc crowd",
    about: "IRC: 1 sender to 999 others, 500 messages",
    unit: RATE,
    subjects: ALL.map((each) => broadcast(each, { members: 1_000, senders: 1, messages: 500 })),
    goals: [{ of: ["chat", RATE], against: ["ngircd", RATE], atLeast: 3 }],
  },
  {
    name: "irc paced",
    about: "IRC: 1 message at a time to 999 others, until the last has it",
    unit: "ms",
    subjects: ALL.map((each) => turns(each, { members: 1_000, messages: 300 })),
    goals: [{ of: ["chat", "p50"], against: ["ngircd", "p50"], atMost: 1.2 }],
  },
  {
    name: "irc idle",
    about: "IRC: memory of a client in the channel, silent, 9,000 connected for a minute",
    unit: MEMORY,
    subjects: [idle(CHAT, "irc-chat", 9_000)],
    goals: [],
    maxRuns: 1,
  },
];
