import { FrameType } from "../../../protocol/mod.ts";
import type { Attack } from "./attack.ts";
import { Guest, pause } from "./guest.ts";
import { Target } from "./target.ts";

const AT_ONCE = 16;
const TEXTS_A_SECOND = 250;

/** A burst is used up, the client reconnects, and has another burst. */
export const RECONNECTING: Attack = {
  name: "reconnecting",
  what: "one address reconnects again and again, and says 100 texts each time",
  bound: `others hear at most ${TEXTS_A_SECOND} texts/s, once the burst of the address is used up`,
  async run(scale) {
    const seconds = scale === "full" ? 15 : 8;
    await using target = await Target.start();
    using listener = await Guest.join(target.port, "listener", "127.9.9.2");
    let heard = 0;
    listener.listen(({ type, payload }) => {
      if (type === FrameType.NOTICE && payload[9] === 0x6d) heard++; // {"type":"message"
    });
    const until = performance.now() + seconds * 1_000;
    let number = 0;
    const talking = Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < until) await talk(target.port, number++, until);
    });
    await pause((seconds - 3) * 1_000);
    const before = heard;
    await pause(3_000);
    const rate = (heard - before) / 3;
    await Promise.all(talking);
    return { measured: `${rate.toFixed(0)} texts/s`, holds: rate <= TEXTS_A_SECOND };
  },
};

/** Says a burst, and leaves as soon as it is answered. */
async function talk(port: number, number: number, until: number): Promise<void> {
  using guest = await Guest.connect(port);
  let answers = 0;
  guest.listen(({ type }) => {
    if (type === FrameType.REPLY) answers++;
  });
  guest.send({ type: "hello", version: 1, name: `r${number}` });
  for (let i = 0; i < 100; i++) guest.send({ type: "say", text: "x" });
  while (answers < 101 && !guest.hasEnded && performance.now() < until) await pause(5);
}
