import { encodeFrame, encodeMessage, FrameType, PROTOCOL_VERSION } from "../../protocol/mod.ts";
import type { Random } from "./random.ts";

const NAMES = ["ann", "bob", "Ann", "", "no name", "x".repeat(21), "e\u0301", "\u202eevil", "CON"];
const TEXTS = [
  "hi",
  "",
  "\x1b[2J",
  "\ud800",
  "😀".repeat(9),
  "x".repeat(65_535),
  "x".repeat(65_536),
];
const ODD: readonly unknown[] = [null, -1, 1.5, 2 ** 53, "1", [], {}, [[[[]]]], true, "\0", NaN];

/** Requests as a client would make them, and some that none would. */
const REQUESTS: readonly ((random: Random) => object)[] = [
  (random) => ({ type: "say", text: random.pick(TEXTS) }),
  (random) => ({ type: "tell", to: random.pick(NAMES), text: random.pick(TEXTS) }),
  (random) => ({ type: "name", name: random.pick(NAMES) + random.below(100) }),
  (random) => ({ type: "login", name: random.pick(NAMES) }),
  () => ({ type: "logout" }),
  () => ({ type: "who" }),
  () => ({ type: "help" }),
  (random) => ({ type: "files", from: random.below(10) }),
  (random) => ({ type: "get", name: random.pick(["a.txt", "../a.txt", "/etc/passwd", "\0"]) }),
  (random) => ({ type: "unknown", asked: random.pick(TEXTS) }),
  () => ({ type: "dance", __proto__: { text: "x" } }),
];

/** A session: what to write, and how many frames that is. */
export interface Session {
  /** The first frame, which the server answers whatever it is. */
  readonly opening: Uint8Array;
  /** The rest. */
  readonly bytes: Uint8Array;
  readonly frames: number;
}

/**
 * A conversation like a client's, in which something is wrong sooner or later.
 *
 * @param length How many frames.
 */
export function mutatedSession(random: Random, length: number): Session {
  const frames: Uint8Array[] = [];
  while (frames.length < length) frames.push(nextFrame(random, frames.length));
  // The last frames are those after which nothing of the session is sure to be read.
  frames.push(mutated(random, nextFrame(random, length)));
  if (random.chance(0.3)) shuffleTwo(random, frames);
  return { opening: opening(random), bytes: joined(frames), frames: 1 + frames.length };
}

function opening(random: Random): Uint8Array {
  const secret = random.chance(0.1) ? `${random.next()}` : undefined;
  const name = random.chance(0.8) ? `fuzz${random.below(10_000)}` : undefined;
  const hello = { id: 0, type: "hello", version: PROTOCOL_VERSION, name, secret };
  if (random.chance(0.9)) return encodeMessage(FrameType.REQUEST, hello);
  if (random.chance(0.3)) {
    return encodeMessage(FrameType.REQUEST, { id: 0, ...random.pick(REQUESTS)(random) });
  }
  const download = {
    id: 0,
    type: "download",
    version: random.below(3),
    ticket: `${random.next()}`,
  };
  return encodeMessage(FrameType.REQUEST, download);
}

function nextFrame(random: Random, id: number): Uint8Array {
  if (random.chance(0.05)) return encodeFrame(random.pick([FrameType.PING, FrameType.PONG]));
  return encodeMessage(FrameType.REQUEST, { id, ...random.pick(REQUESTS)(random) });
}

/** One frame, broken in one of the ways that frames break. */
function mutated(random: Random, frame: Uint8Array): Uint8Array {
  const bytes = frame.slice();
  const at = random.below(bytes.length);
  switch (random.below(8)) {
    case 0:
      bytes[at]! ^= 1 << random.below(8);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return joined([bytes.subarray(0, at), noise(random), bytes.subarray(at)]);
    case 3:
      new DataView(bytes.buffer).setUint32(
        0,
        random.pick([0, 1, 2 ** 20, 2 ** 20 + 1, 2 ** 32 - 1]),
      );
      return bytes;
    case 4:
      bytes[4] = random.below(256);
      return bytes;
    case 5:
      return encodeMessage(FrameType.REQUEST, random.pick(ODD) ?? null);
    case 6:
      return encodeMessage(FrameType.REQUEST, oddField(random));
    default:
      return noise(random);
  }
}

/** A request in which one field is of a kind that it must not be. */
function oddField(random: Random): object {
  const request: Record<string, unknown> = { id: 1, ...random.pick(REQUESTS)(random) };
  request[random.pick(Object.keys(request))] = random.pick(ODD);
  return request;
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + random.below(64) }, () => random.below(256));
}

function shuffleTwo(random: Random, frames: Uint8Array[]): void {
  const [a, b] = [random.below(frames.length), random.below(frames.length)];
  [frames[a], frames[b]] = [frames[b]!, frames[a]!];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
