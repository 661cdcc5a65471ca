import { encodeMessage, FrameType } from "../../../protocol/mod.ts";
import { besidePair } from "./beside_pair.ts";
import { address, Guest, pause } from "./guest.ts";

const MARKS = "\u0301\u0323".repeat(130_000);

/** Requests whose strings take long to normalize. */
const REQUESTS: readonly object[] = [
  { type: "tell", to: MARKS, text: "x" },
  { type: "name", name: MARKS },
  { type: "login", name: MARKS },
  { type: "get", name: MARKS },
  { type: MARKS },
  { type: "hello", version: 1, name: MARKS },
];

/** Names of 260,000 combining marks: normalizing one took 214 s. */
export const COMBINING_MARKS = besidePair({
  name: "combining_marks",
  what: "260,000 combining marks in tell, name, login, get, an unknown request, hello",
  async attack(port, scale) {
    const frames = REQUESTS.map((each) => encodeMessage(FrameType.REQUEST, { id: 9, ...each }));
    for (let round = 0; round < (scale === "full" ? 5 : 1); round++) {
      for (const [i, frame] of frames.entries()) {
        using guest = await Guest.join(port, `marks${round}-${i}`, address(i));
        guest.write(frame);
        await pause(250);
      }
      using early = await Guest.connect(port, address(20));
      early.send({ type: "hello", version: 1, name: MARKS.slice(0, 1_900) });
      await pause(250);
    }
  },
});
