import type { Attack } from "./attack.ts";
import { Guest } from "./guest.ts";
import { Target } from "./target.ts";

const AT_ONCE = 50;
const OVER_THE_BOUND = 10_500;
const BIG = "\u{1F600}".repeat(65_535);
const MAILBOXES = 280;

/** Many conversations of one address push out the one that somebody else may come back to. */
export const AWAY_EVICTED: Attack = {
  name: "away_evicted",
  what: `${OVER_THE_BOUND} conversations of one address, begun and left`,
  bound: "who left before, from another address, can come back",
  async run(scale) {
    await using target = await Target.start(["--rate", "0"]);
    const victim = await Guest.connect(target.port, "127.9.9.4");
    const { ok } = await victim.ask({ type: "hello", version: 1, name: "victim" });
    victim.end();
    await victim.ended();
    const count = scale === "full" ? OVER_THE_BOUND : 600;
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const guest = await Guest.join(target.port, `e${next++}`);
        guest.end();
        await guest.ended();
      }
    }));
    using back = await Guest.connect(target.port, "127.9.9.4");
    const hello = { type: "hello", version: 1, secret: ok!.secret, last: 0, name: "victim" };
    const { ok: answer } = await back.ask(hello);
    const resumed = answer?.resumed === true;
    const fate = resumed ? "resumed" : "forgotten";
    return { measured: `${fate} after ${count} others`, holds: resumed };
  },
};

/** Big texts to oneself push out what was said privately to somebody who is away. */
export const MAIL_EVICTED: Attack = {
  name: "mail_evicted",
  what: `${MAILBOXES} clients of one address tell themselves 256 KiB each: more than all may keep`,
  bound: "a private message between two other addresses is still delivered on return",
  async run(scale) {
    await using target = await Target.start(["--rate", "0"]);
    const victim = await Guest.connect(target.port, "127.9.9.4");
    const { ok } = await victim.ask({ type: "hello", version: 1, name: "victim" });
    using friend = await Guest.join(target.port, "friend", "127.9.9.5");
    await friend.ask({ type: "tell", to: "victim", text: "are you there?" });
    victim.reset();
    let next = 0;
    const count = scale === "full" ? MAILBOXES : 40;
    await Promise.all(Array.from({ length: 8 }, async () => {
      while (next < count) {
        const name = `m${next++}`;
        const guest = await Guest.join(target.port, name);
        await guest.ask({ type: "tell", to: name, text: BIG });
        guest.end();
        await guest.ended();
      }
    }));
    using back = await Guest.connect(target.port, "127.9.9.4");
    const hello = { type: "hello", version: 1, secret: ok!.secret, last: 0, name: "victim" };
    const { ok: answer } = await back.ask(hello);
    const missed = answer?.missed ?? "nothing";
    return { measured: `${missed} delivered after ${count} texts`, holds: missed === 1 };
  },
};
