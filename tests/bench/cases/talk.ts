/**
 * Cases of people who talk.
 *
 * @module
 */
import { busyFigures, type Case, type Figures, served, type Subject } from "../bench_case.ts";
import { generate, type LoadSpec } from "../generate.ts";
import type { BroadcastResult } from "../load/broadcast.ts";
import type { TurnsResult } from "../load/turns.ts";
import { BESIDE, CHAT, ENCRYPTED, KEEPING, RELAY } from "../servers/chat.ts";
import { NATS, NGIRCD } from "../servers/debian.ts";
import type { Contender } from "../servers/server.ts";
import { quantile } from "../statistics.ts";

/** What each speaks, and how far a sender may run ahead of the slowest reader there. */
const SPOKEN: Readonly<Record<string, { wire: string; ahead?: number; tls?: true }>> = {
  chat: { wire: "chat" },
  "chat --tls": { wire: "chat", tls: true },
  "chat before": { wire: "chat" },
  "chat --history": { wire: "chat" },
  "nats-server": { wire: "nats" },
  // Its send queue is 32 KB, and it cuts whoever is further behind.
  ngircd: { wire: "irc", ahead: 200 },
  relay: { wire: "relay" },
};

function broadcast(contender: Contender, spec: Record<string, number>): Subject {
  return served(contender, async (server): Promise<Figures> => {
    const load: LoadSpec = { kind: "broadcast", ...SPOKEN[contender.name]!, ...spec };
    const { deliveries, seconds, busy } = await generate<BroadcastResult>(server, load);
    return { "deliveries/s": deliveries / seconds, ...busyFigures(busy) };
  });
}

function turns(contender: Contender, spec: Record<string, unknown>): Subject {
  return served(contender, async (server): Promise<Figures> => {
    const load: LoadSpec = { kind: "turns", ...SPOKEN[contender.name]!, ...spec };
    const { latencies, busy } = await generate<TurnsResult>(server, load);
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(latencies, share));
    return { p50: p50!, p99: p99!, ...busyFigures(busy) };
  });
}

const RATE = "deliveries/s";

/** One sender to 99 others. */
const FLOOD: Case = {
  name: "flood",
  about: "1 sender to 99 others, 64-byte texts, 20,000 messages",
  unit: RATE,
  subjects: [CHAT, KEEPING, ENCRYPTED, ...BESIDE, NATS, NGIRCD, RELAY].map((each) =>
    broadcast(each, { members: 100, senders: 1, messages: 20_000 })
  ),
  goals: [
    { of: ["chat --tls", RATE], against: ["chat", RATE], atLeast: 0.7 },
    { of: ["chat --history", RATE], against: ["chat", RATE], atLeast: 0.7 },
    { of: ["chat", RATE], against: ["nats-server", RATE], atLeast: 1.2 },
    { of: ["chat", RATE], against: ["ngircd", RATE], atLeast: 5 },
  ],
};

/** One sender to 999 others. */
const CROWD: Case = {
  name: "crowd",
  about: "1 sender to 999 others, 500 messages",
  unit: RATE,
  subjects: [CHAT, ENCRYPTED, ...BESIDE, NATS, RELAY].map((each) =>
    broadcast(each, { members: 1_000, senders: 1, messages: 500 })
  ),
  goals: [
    { of: ["chat --tls", RATE], against: ["chat", RATE], atLeast: 0.7 },
    { of: ["chat", RATE], against: ["nats-server", RATE], atLeast: 1 },
  ],
};

/** Everybody at once. */
const MANY: Case = {
  name: "many talk",
  about: "200 clients all sending, 100 messages each",
  unit: RATE,
  subjects: [CHAT, ...BESIDE, NATS, RELAY].map((each) =>
    broadcast(each, { members: 200, senders: 200, messages: 100 })
  ),
  goals: [{ of: ["chat", RATE], against: ["nats-server", RATE], atLeast: 1 }],
};

/** One message at a time to a crowd. */
const PACED: Case = {
  name: "paced",
  about: "1 message at a time to 999 others, until the last has it",
  unit: "ms",
  subjects: [CHAT, KEEPING, ...BESIDE, NGIRCD, NATS, RELAY].map((each) =>
    turns(each, { members: 1_000, messages: 1_000 })
  ),
  goals: [
    { of: ["chat --history", "p50"], against: ["chat", "p50"], atMost: 1.15 },
    { of: ["chat", "p50"], against: ["ngircd", "p50"], atMost: 1 },
    { of: ["chat", "p99"], against: ["chat", "p50"], atMost: 2 },
  ],
};

/** One message at a time to one other. */
const PRIVATE: Case = {
  name: "private",
  about: "request to delivery between two clients, 10,000 in turn",
  unit: "ms",
  subjects: [CHAT, ...BESIDE, NATS, RELAY].map((each) =>
    turns(each, { members: 2, messages: 10_000, private: true })
  ),
  goals: [{ of: ["chat", "p50"], against: ["nats-server", "p50"], atMost: 1.5 }],
};

/** Every case of people who talk. */
export const TALK: readonly Case[] = [FLOOD, CROWD, MANY, PACED, PRIVATE];
