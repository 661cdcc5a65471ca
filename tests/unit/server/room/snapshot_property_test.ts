/** Applying events is deterministic: the same log gives equal rooms and equal output. */
import { assert, assertEquals } from "@std/assert";
import { PROTOCOL_VERSION, type Request } from "../../../../protocol/mod.ts";
import { MemoryJournal } from "../../../../server/journal/memory_journal.ts";
import { Room } from "../../../../server/room/room.ts";
import type { RoomSnapshot } from "../../../../server/room/snapshot.ts";
import fc from "../../../helpers/fast_check.ts";
import { pure } from "../../../helpers/pure.ts";
import { RoomStage, type Session } from "../../../helpers/room_stage.ts";

const CLIENTS = 6;
const name = fc.constantFrom("ann", "bob", "Ann", "carol");

/** What one client does next. */
const deed = fc.record({
  who: fc.nat(CLIENTS - 1),
  what: fc.oneof(
    fc.record({ do: fc.constant("say" as const) }),
    fc.record({ do: fc.constant("tell" as const), name }),
    fc.record({ do: fc.constant("name" as const), name }),
    fc.record({ do: fc.constantFrom("logout" as const, "bye" as const) }),
    fc.record({ do: fc.constant("hello" as const), name: fc.option(name), secret: fc.boolean() }),
    fc.record({ do: fc.constant("end" as const), how: fc.constantFrom("hung-up", "lost") }),
    fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(1_000, 70_000, 200_000) }),
  ),
});

type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Plays deeds on a stage, and lets its journal write the log. */
function play(deeds: readonly Deed[]): RoomStage {
  let now = 0;
  let secrets = 0;
  const stage = new RoomStage({ now: () => now, random: () => `secret ${++secrets}` });
  const sessions: (Session | undefined)[] = [];
  const known: (string | undefined)[] = [];
  for (const [number, { who, what }] of deeds.entries()) {
    now += 10;
    const session = sessions[who] ??= stage.connect(`10.0.0.${who % 3}`);
    const ask = (request: Omit<Request, "id">) =>
      stage.handle(session, { id: number, ...request } as Request);
    if (what.do === "say") ask({ type: "say", text: `${number}` } as Request);
    if (what.do === "tell") ask({ type: "tell", to: what.name, text: `${number}` } as Request);
    if (what.do === "name") ask({ type: "name", name: what.name } as Request);
    if (what.do === "logout") ask({ type: "logout" } as Request);
    if (what.do === "bye") ask({ type: "bye" } as Request);
    if (what.do === "hello") {
      const secret = what.secret ? known[who] : undefined;
      const fresh = sessions[who] = stage.connect(`10.0.0.${who % 3}`);
      if (!secret) stage.disconnect(session);
      const hello = { type: "hello", version: PROTOCOL_VERSION, secret } as const;
      const [first] = stage.handle(fresh, {
        id: number,
        ...hello,
        ...what.name && { name: what.name },
      });
      if (first?.type === "reply" && "ok" in first.reply && "secret" in first.reply.ok) {
        known[who] = first.reply.ok.secret as string;
      }
    }
    if (what.do === "end") {
      stage.disconnect(session, what.how as "hung-up" | "lost");
      sessions[who] = undefined;
    }
    if (what.do === "wait") {
      now += what.ms;
      stage.tidy();
    }
  }
  return stage;
}

pure("Room.apply() is deterministic: the same log gives an equal room and equal output", () => {
  let events = 0;
  const deeds = fc.array(deed, { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(deeds, (done) => {
      const { room, log } = play(done);
      const { room: other, effects } = replay(log);
      assertEquals(effects, log.map((each) => each.effects));
      assertEquals(other.snapshot(), room.snapshot());
      events += log.length;
    }),
    { numRuns: 200 },
  );
  assert(events > 1_000, `only ${events} events`);
});

pure("a room that takes over another's state goes on as that one would", () => {
  const deeds = fc.array(deed, { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(deeds, fc.double({ min: 0, max: 1, noNaN: true }), (done, part) => {
      const { log } = play(done);
      const half = Math.floor(log.length * part);
      const first = emptyRoom();
      for (const { event } of log.slice(0, half)) first.journal.propose(event);
      const second = emptyRoom(first.journal);
      second.room.restore(throughJson(first.room.snapshot()));
      assertEquals(second.room.snapshot(), withoutMailboxes(first.room.snapshot()));
      for (const { event, seq } of log.slice(half)) {
        first.journal.propose(event);
        second.room.apply(seq, event);
      }
      const [taken, original] = [second, first].map(({ room }) => room.snapshot());
      assertEquals(withoutMailboxes(taken!), withoutMailboxes(original!));
    }),
    { numRuns: 200 },
  );
});

/** A snapshot as another server gets it. */
function throughJson(snapshot: RoomSnapshot): RoomSnapshot {
  return JSON.parse(JSON.stringify(snapshot));
}

/** What a room can take over: private messages that are kept are no part of it. */
function withoutMailboxes(snapshot: RoomSnapshot): RoomSnapshot {
  const members = snapshot.members.map((member) => ({ ...member, mailbox: [] }));
  return { ...snapshot, members };
}

/** Applies a log to a second room, with a journal and clocks of its own. */
function replay(log: RoomStage["log"]) {
  const { room, journal, effects } = emptyRoom();
  for (const { event } of log) journal.propose(event);
  return { room, effects };
}

/** A room that nobody is in, and its journal. */
function emptyRoom(past?: MemoryJournal) {
  const journal = new MemoryJournal({ room: "the room", keepBytes: 0 });
  const room = new Room({
    past: (past ?? journal).past,
    clocks: () => {
      throw new Error("applying reads no clock");
    },
    newcomers: {
      id: () => {
        throw new Error("applying numbers nobody");
      },
      secret: () => {
        throw new Error("applying makes no secret");
      },
    },
  });
  const effects: unknown[] = [];
  journal.onApplied = (seq, event) => effects.push(room.apply(seq, event)) > 0;
  return { room, journal, effects };
}
