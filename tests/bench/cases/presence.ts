/**
 * Cases of people who come, stay and go.
 *
 * @module
 */
import { busyFigures, type Case, type Figures, served, type Subject } from "../bench_case.ts";
import { during, generate, type LoadSpec } from "../generate.ts";
import type { ArrivalsResult } from "../load/arrivals.ts";
import { residentBytes } from "../load/usage.ts";
import { BESIDE, CHAT, ENCRYPTED } from "../servers/chat.ts";
import { NATS, NGIRCD } from "../servers/debian.ts";
import type { Contender } from "../servers/server.ts";

const MEMORY = "KB a client";
const RATE = "visits/s";

/** How long nobody says anything, in seconds, while a server collects its garbage. */
const SILENCE_S = 60;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Measures the memory that so many clients, named and silent, cost a server: the least that it holds
 * at any second of a minute, as it comes down to that only with each collection of garbage.
 */
export function idle(
  contender: Contender,
  wire: string,
  members: number,
  { tls = false } = {},
): Subject {
  return served(contender, async (server): Promise<Figures> => {
    const before = residentBytes(server.pid);
    const load: LoadSpec = { kind: "hold", wire, members, tls };
    return await during(server, load, async () => {
      let least = Infinity;
      for (let second = 0; second < SILENCE_S; second++) {
        await pause(1_000);
        least = Math.min(least, residentBytes(server.pid));
      }
      return { [MEMORY]: (least - before) / 1_024 / members };
    });
  });
}

function arrivals(contender: Contender, spec: LoadSpec, name = contender.name): Subject {
  const subject = served(contender, async (server): Promise<Figures> => {
    const load: LoadSpec = { ...spec, total: 10_000 };
    const { visits, seconds, busy } = await generate<ArrivalsResult>(server, load);
    return { [RATE]: visits / seconds, ...busyFigures(busy) };
  });
  return { ...subject, name };
}

/** Memory of those who stay. */
const IDLE: Case = {
  name: "idle",
  about: "memory a named, idle client costs the server, 9,000 connected for a minute",
  unit: MEMORY,
  subjects: [
    ...[CHAT, ...BESIDE].map((each) => idle(each, "chat", 9_000)),
    idle(ENCRYPTED, "chat", 9_000, { tls: true }),
    idle(NATS, "nats", 9_000),
  ],
  goals: [{ of: ["chat", MEMORY], against: ["nats-server", MEMORY], atMost: 1 }],
  maxRuns: 1,
};

const VISITS = { kind: "arrivals", wire: "chat", atOnce: 200 };

/**
 * Ngircd's listen queue holds 10: with more at once it loses connections, and the clients wait for
 * TCP to try again. So 9 come and go at once there, before as many ears as the others have.
 */
const IRC_VISITS = { kind: "arrivals", wire: "irc", atOnce: 9 };

/** Those who come and go. Everybody in the room hears of each, in both servers. */
const ARRIVALS: Case = {
  name: "arrivals",
  about: "connect, name, leave, by 200 at once, 10,000 in all",
  unit: RATE,
  subjects: [
    ...[CHAT, ...BESIDE].map((each) => arrivals(each, VISITS)),
    arrivals(NGIRCD, { ...IRC_VISITS, residents: 191 }),
    arrivals(CHAT, { ...VISITS, atOnce: 9 }, "chat, room of 9"),
    arrivals(NGIRCD, IRC_VISITS, "ngircd, room of 9"),
  ],
  goals: [
    { of: ["chat", RATE], against: ["ngircd", RATE], atLeast: 1 },
    { of: ["chat, room of 9", RATE], against: ["ngircd, room of 9", RATE], atLeast: 1 },
  ],
};

/** Every case of people who come, stay and go. */
export const PRESENCE: readonly Case[] = [IDLE, ARRIVALS];
