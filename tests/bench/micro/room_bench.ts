/** What a message to a room costs before it reaches a socket: the rules, one encode, the queues. */
import { FrameArena, FrameType, type Notice, OutboundQueue } from "../../../protocol/mod.ts";
import { RoomStage, type Session } from "../../helpers/room_stage.ts";

function room(
  members: number,
): { stage: RoomStage; sender: Session; queues: Map<Session, OutboundQueue> } {
  let secrets = 0;
  const stage = new RoomStage({ now: () => 1_700_000_000_000, random: () => `${++secrets}` });
  const queues = new Map<Session, OutboundQueue>();
  for (let i = 0; i < members; i++) {
    const session = stage.connect();
    stage.handle(session, { id: 1, type: "hello", version: 1, name: `u${i}` });
    queues.set(
      session,
      new OutboundQueue({
        write: () => Promise.resolve(),
        maxBytes: Infinity,
        onOverflow: () => {},
        onError: () => {},
      }),
    );
  }
  return { stage, sender: queues.keys().next().value!, queues };
}

const TEXT = "x".repeat(64);
const ARENA = new FrameArena();

for (const members of [10, 100, 1_000]) {
  const { stage, sender, queues } = room(members);
  const last = [...queues.values()].at(-1)!; // All of them drain at the same pace.
  let id = 1;
  Deno.bench(`say to a room of ${members}`, { group: `room of ${members}` }, () => {
    stage.handle(sender, { id: ++id, type: "say", text: TEXT });
  });
  Deno.bench(
    `say to a room of ${members}, encode, queue, drain`,
    { group: `room of ${members}` },
    async () => {
      for (const deed of stage.handle(sender, { id: ++id, type: "say", text: TEXT })) {
        if (deed.type === "notice") send(deed.to, deed.notice, queues);
      }
      await last.drained();
    },
  );
}

function send(
  to: readonly Session[],
  notice: Notice,
  queues: ReadonlyMap<Session, OutboundQueue>,
): void {
  const frame = ARENA.encode(FrameType.NOTICE, notice);
  for (const session of to) queues.get(session)!.push(frame);
}
