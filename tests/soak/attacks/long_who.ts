import { encodeMessage, FrameType, MAX_FRAME_BYTES, type Result } from "../../../protocol/mod.ts";
import { RoomStage } from "../../helpers/room_stage.ts";
import type { Attack } from "./attack.ts";

const MEMBERS = 13_000;

/** More long names than fit into one frame. Runs in this process: it needs no network. */
export const LONG_WHO: Attack = {
  name: "long_who",
  what: `who among ${MEMBERS} names of 20 four-byte characters (in this process)`,
  bound: "every page fits a frame, and the pages hold all names",
  run() {
    let secrets = 0;
    const stage = new RoomStage({ now: () => 0, random: () => `s${++secrets}` });
    for (let i = 0; i < MEMBERS; i++) enter(stage, i);
    const asker = stage.connect();
    stage.handle(asker, { id: 1, type: "hello", version: 1 });
    const began = performance.now();
    let [names, pages, largest] = [0, 0, 0];
    for (let page = 1; page > 0; names += page, pages++) {
      const [deed] = stage.handle(asker, { id: 2, type: "who", from: names });
      const ok = (deed as { reply: { ok: Result<"who"> } }).reply.ok;
      largest = Math.max(largest, encodeMessage(FrameType.REPLY, { id: 2, ok }).length);
      page = ok.names.length;
    }
    const ms = performance.now() - began;
    return Promise.resolve({
      measured: `${names} names in ${pages - 1} pages, ${ms.toFixed(0)} ms, ` +
        `largest frame ${largest} bytes`,
      holds: names === MEMBERS && largest <= MAX_FRAME_BYTES,
    });
  },
};

function enter(stage: RoomStage, number: number): void {
  const name = `${number}`.padStart(5, "0") + "\u{10400}".repeat(15);
  stage.handle(stage.connect(), { id: 1, type: "hello", version: 1, name });
  // What everybody would be told is dropped here; nobody has to be there for it.
}
