/**
 * The client's link and the server's core over connections that are lost at any byte: nothing is
 * lost, nothing comes twice, and all of it is in order.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "../helpers/fast_check.ts";
import { Conversation } from "../../client/conversation/conversation.ts";
import type { Outcome } from "../../client/conversation/outcome.ts";
import {
  type Ask,
  encodeMessage,
  FrameDecoder,
  FrameType,
  GONE_AFTER_MS,
  type Notice,
  parseNotice,
  parseReply,
  PING_AFTER_MS,
  PROTOCOL_VERSION,
  type RawReply,
} from "../../protocol/mod.ts";
import type { Session } from "../helpers/room_stage.ts";
import { idle, ManualClock } from "../helpers/manual_clock.ts";
import { MemoryServer, type MemoryWire } from "../helpers/memory_network.ts";
import { pure } from "../helpers/pure.ts";

/** What happens next. */
type Deed =
  | { readonly do: "alice says" | "alice tells" | "bob says" | "bob tells" | "hurry" }
  | { readonly do: "travel"; readonly up: number; readonly down: number }
  /** Alice's connection is lost; her client notices at once, or by its pings; the server, or not. */
  | { readonly do: "lose"; readonly silent: boolean; readonly noticed: boolean }
  /** The server notices what it has not noticed yet. */
  | { readonly do: "notice" }
  | { readonly do: "restart" };

const bytes = fc.oneof(fc.nat(40), fc.nat(400), fc.constant(Infinity));
const DEEDS: { weight: number; arbitrary: fc.Arbitrary<Deed> }[] = [
  {
    weight: 8,
    arbitrary: fc.constantFrom<Deed>(
      ...(["alice says", "alice tells", "bob says", "bob tells"] as const).map((d) => ({ do: d })),
    ),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("travel" as const), up: bytes, down: bytes }),
  },
  { weight: 3, arbitrary: fc.constant({ do: "hurry" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("lose" as const),
      silent: fc.boolean(),
      noticed: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "notice" }) },
];

/** Alice at a real link, bob on a connection that never fails. */
class World {
  readonly server = new MemoryServer();
  readonly clock = new ManualClock();
  readonly link: Conversation;
  /** The messages alice and bob were shown. */
  readonly seen: { alice: Notice<"message">[]; bob: Notice<"message">[] } = { alice: [], bob: [] };
  /** What became of each text of alice's. */
  readonly outcomes = new Map<string, Outcome[]>();
  /** What bob sent, and whether it was taken. */
  readonly taken: string[] = [];
  #bob!: Bob;
  #alice?: { wire: MemoryWire; session: Session };
  #unnoticed: Session[] = [];
  #kept?: Promise<void>;
  #texts = 0;

  constructor() {
    this.link = new Conversation({
      target: { host: "there", port: 1 },
      dial: () => Promise.resolve((this.#alice = this.server.accept()).wire),
      reconnect: true,
      name: () => "alice",
      clock: this.clock,
      random: () => 0.5,
      onEvent: (event) => event.type === "message" && this.seen.alice.push(event),
    });
  }

  async start(): Promise<void> {
    const joined = this.link.join("alice");
    await this.#settle();
    await joined;
    this.#kept = this.link.keep();
    this.#meetBob();
  }

  async obey(deed: Deed): Promise<void> {
    const text = `${++this.#texts}`;
    switch (deed.do) {
      case "alice says":
        return this.#ask({ type: "say", text });
      case "alice tells":
        return this.#ask({ type: "tell", to: "bob", text });
      case "bob says":
        return this.#bob.ask({ type: "say", text }, () => this.taken.push(text));
      case "bob tells":
        return this.#bob.ask({ type: "tell", to: "alice", text }, () => this.taken.push(text));
      case "travel":
        this.#alice!.wire.travel(deed.up, deed.down);
        return await idle();
      case "hurry":
        this.link.hurry();
        return await idle();
      case "notice":
        for (const session of this.#unnoticed.splice(0)) this.server.hangUp(session);
        return;
      case "lose":
        return await this.#lose(deed);
      case "restart":
        this.server.restart();
        this.#alice!.wire.reset();
        this.#meetBob();
        return await idle();
    }
  }

  /** Lets everything arrive, then ends. */
  async end(): Promise<void> {
    await this.#settle();
    assert(this.link.connected);
    assertEquals([...this.outcomes.values()].filter(({ length }) => length !== 1), []);
    this.link.close();
    await this.#kept;
    assertEquals(this.clock.alarms, 0);
  }

  #ask(ask: Ask<"say"> | Ask<"tell">): void {
    const outcomes: Outcome[] = [];
    this.outcomes.set(ask.text, outcomes);
    this.link.ask(ask, (outcome) => outcomes.push(outcome));
  }

  async #lose({ silent, noticed }: Deed & { do: "lose" }): Promise<void> {
    const { wire, session } = this.#alice!;
    if (silent) {
      wire.die();
      // Half a frame that came before is seen at the first look, and starts the silence anew.
      await this.clock.advance(2 * PING_AFTER_MS + GONE_AFTER_MS);
    } else {
      wire.reset();
      await idle();
    }
    if (noticed) this.server.hangUp(session);
    else this.#unnoticed.push(session);
  }

  async #settle(): Promise<void> {
    for (let round = 0; round < 6; round++) {
      this.link.hurry();
      await idle();
      this.#alice?.wire.travel(Infinity, Infinity);
      await idle();
    }
  }

  #meetBob(): void {
    this.#bob = new Bob(this.server, (notice) => this.seen.bob.push(notice));
  }
}

/** Somebody whose connection never fails. */
class Bob {
  readonly #wire: MemoryWire;
  readonly #decoder = new FrameDecoder();
  readonly #onMessage: (notice: Notice<"message">) => void;
  #onReply: (reply: RawReply) => void = () => {};
  #lastId = 0;

  constructor(server: MemoryServer, onMessage: (notice: Notice<"message">) => void) {
    this.#onMessage = onMessage;
    this.#wire = server.accept().wire;
    this.#wire.answer = (bytes) => this.#take(bytes);
    this.ask({ type: "hello", version: PROTOCOL_VERSION, name: "bob" }, () => {});
  }

  /** Asks, and is answered at once. */
  ask(ask: Ask, onOk: () => void): void {
    this.#onReply = ({ ok }) => ok && onOk();
    this.#wire.write(encodeMessage(FrameType.REQUEST, { id: ++this.#lastId, ...ask }));
    this.#wire.travel(Infinity, 0);
  }

  #take(bytes: Uint8Array): void {
    for (const { type, payload } of this.#decoder.decode(bytes)) {
      if (type === FrameType.REPLY) this.#onReply(parseReply(payload));
      const notice = type === FrameType.NOTICE ? parseNotice(payload) : undefined;
      if (notice?.type === "message") this.#onMessage(notice);
    }
  }
}

async function play(deeds: readonly Deed[]): Promise<World> {
  const world = new World();
  await world.start();
  for (const deed of deeds) await world.obey(deed);
  await world.end();
  return world;
}

const texts = (notices: readonly { readonly text: string }[]) => notices.map(({ text }) => text);

pure(
  "a client that loses its connection loses no message, sees none twice, and all in order",
  async () => {
    const deeds = fc.array(fc.oneof(...DEEDS), { maxLength: 60, size: "max" });
    await fc.assert(
      fc.asyncProperty(deeds, async (deeds) => {
        const { seen, taken, outcomes } = await play(deeds);
        assertEquals(texts(seen.alice), taken);
        assertEquals(texts(seen.bob), [...outcomes.keys()]);
        for (const [outcome] of outcomes.values()) assert("ok" in outcome!);
      }),
      { numRuns: 300 },
    );
  },
);

pure("a server that is started anew delivers nothing twice, and what is lost is told", async () => {
  const restart = { weight: 1, arbitrary: fc.constant<Deed>({ do: "restart" }) };
  const deeds = fc.array(fc.oneof(...DEEDS, restart), { maxLength: 60, size: "max" });
  await fc.assert(
    fc.asyncProperty(deeds, async (deeds) => {
      const { seen, outcomes } = await play(deeds);
      const heard = texts(seen.bob);
      assertEquals(heard, [...new Set(heard)]);
      assertEquals(heard, heard.toSorted((a, b) => Number(a) - Number(b)));
      for (const [text, [outcome]] of outcomes) {
        if ("ok" in outcome!) assert(heard.includes(text), text);
        // A hello whose answer was lost may have left the name with a connection of nobody's.
        else assert(outcome!.undelivered || outcome!.error.code === "not-named", text);
      }
      assertEquals(texts(seen.alice), [...new Set(texts(seen.alice))]);
    }),
    { numRuns: 300 },
  );
});
