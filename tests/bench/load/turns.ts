import { DeliveryCheck } from "./delivery_check.ts";
import { type Fleet, nameOf } from "./fleet.ts";
import type { Load } from "./load.ts";
import { makeText } from "./text.ts";

/** One text at a time, the next when the last receiver has it. */
export interface TurnsLoad extends Load {
  kind: "turns";
  /** How many are in the room. */
  members: number;
  /** How many texts. */
  messages: number;
  /** Whether each is for one other member only. */
  private?: boolean;
}

/** What came of it. */
export interface TurnsResult {
  /** For each text, from sending it to its last delivery, in ms; sorted. */
  latencies: number[];
}

/** Takes turns for a while to warm the server up, then on the clock. */
export function turns(fleet: Fleet, load: TurnsLoad, started: () => void): TurnsResult {
  fleet.gather(load.members);
  take(fleet, { ...load, messages: Math.ceil(load.messages / 5) });
  fleet.settle();
  started();
  return { latencies: take(fleet, load).sort((a, b) => a - b) };
}

function take(fleet: Fleet, load: TurnsLoad): number[] {
  const { members, messages } = load;
  const check = new DeliveryCheck(members, 1);
  fleet.heard = (member, bytes, at) => check.heard(member, bytes, at);
  const receivers = load.private ? 1 : members - 1;
  const latencies: number[] = [];
  for (let number = 0; number < messages; number++) {
    const text = makeText(0, number);
    const bytes = load.private ? fleet.wire.tell(nameOf(1), text) : fleet.wire.say(text);
    const begin = performance.now();
    fleet.send(0, bytes);
    fleet.run(() => check.delivered >= (number + 1) * receivers || check.fault !== undefined);
    latencies.push(performance.now() - begin);
  }
  fleet.settle(50);
  const fault = check.fault ?? (load.private ? undefined : check.missing(messages));
  if (fault) throw new Error(fault);
  if (check.delivered !== messages * receivers) throw new Error("a text arrived twice, or never");
  return latencies;
}
