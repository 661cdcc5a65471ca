import { DeliveryCheck } from "./delivery_check.ts";
import type { Fleet } from "./fleet.ts";
import { concat, type Load } from "./load.ts";
import { makeText } from "./text.ts";

/** Members who all talk, as fast as the server takes it, to all the others. */
export interface BroadcastLoad extends Load {
  kind: "broadcast";
  /** How many are in the room. */
  members: number;
  /** How many of them talk. */
  senders: number;
  /** How many texts each of those says. */
  messages: number;
  /**
   * How many texts a sender may be ahead of the slowest receiver: servers that cut slow readers off
   * early need a bound.
   *
   * @default {Infinity}
   */
  ahead?: number;
}

/** What came of it. */
export interface BroadcastResult {
  /** Texts delivered, all members together. */
  deliveries: number;
  /** From the first byte sent to the last text delivered. */
  seconds: number;
}

/** Servers are made to run for long: they are measured once their compilers have seen the load. */
const WARM_UPS = 2;

/** Says everything to warm the server up, and once more on the clock. */
export function broadcast(fleet: Fleet, load: BroadcastLoad, started: () => void): BroadcastResult {
  fleet.gather(load.members);
  for (let i = 0; i < WARM_UPS; i++) say(fleet, load);
  fleet.settle();
  started();
  return say(fleet, load);
}

function say(fleet: Fleet, load: BroadcastLoad): BroadcastResult {
  const { members, senders, messages, ahead = Infinity } = load;
  const check = new DeliveryCheck(members, senders);
  fleet.heard = (member, bytes, at) => check.heard(member, bytes, at);
  const bursts = encode(fleet, senders, messages, Math.min(ahead, messages));
  const perText = senders * (members - 1);
  const begin = performance.now();
  let due = 0;
  for (const { texts, bytes } of bursts) {
    bytes.forEach((each, sender) => fleet.send(sender, each));
    due += texts * perText;
    fleet.run(() => check.delivered >= due || check.fault !== undefined);
  }
  const seconds = (performance.now() - begin) / 1_000;
  fleet.settle(50);
  const fault = check.fault ?? check.missing(messages);
  if (fault) throw new Error(fault);
  if (check.delivered !== due) throw new Error(`${check.delivered} of ${due} texts arrived`);
  return { deliveries: due, seconds };
}

/** Every byte to be sent, made before the clock starts: by burst, then by sender. */
function encode(fleet: Fleet, senders: number, messages: number, ahead: number) {
  const bursts = [];
  for (let from = 0; from < messages; from += ahead) {
    const texts = Math.min(ahead, messages - from);
    const bytes = Array.from(
      { length: senders },
      (_, sender) =>
        concat(
          Array.from({ length: texts }, (_, i) => fleet.wire.say(makeText(sender, from + i))),
        ),
    );
    bursts.push({ texts, bytes });
  }
  return bursts;
}
