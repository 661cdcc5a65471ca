/** A conversation, over connections in memory and by a clock of the test's own. */
import { assertEquals, assertRejects } from "@std/assert";
import { Conversation } from "../../../../client/conversation/conversation.ts";
import type { ConversationOptions } from "../../../../client/conversation/conversation_options.ts";
import type { Outcome } from "../../../../client/conversation/outcome.ts";
import type { ConnectionEnd } from "../../../../client/conversation/connection_end.ts";
import { ConversationError } from "../../../../client/conversation/connection_end.ts";
import type { ConversationEvent } from "../../../../client/conversation/events.ts";
import {
  encodeFrame,
  encodeMessage,
  FrameType,
  GONE_AFTER_MS,
  PING_AFTER_MS,
} from "../../../../protocol/mod.ts";
import { idle, ManualClock } from "../../../helpers/manual_clock.ts";
import { MemoryServer, type MemoryWire } from "../../../helpers/memory_network.ts";
import { pure } from "../../../helpers/pure.ts";

/** A conversation with a server in memory, with all that it tells. */
class Bench {
  readonly server = new MemoryServer();
  readonly clock = new ManualClock();
  readonly greetings: Extract<ConversationEvent, { type: "welcomed" | "back" }>[] = [];
  readonly losses: ConnectionEnd[] = [];
  /** The hosts of the servers that were lost. */
  readonly lostHosts: string[] = [];
  readonly waits: number[] = [];
  readonly wires: MemoryWire[] = [];
  readonly conversation: Conversation;
  readonly #sessions: ReturnType<MemoryServer["accept"]>["session"][] = [];
  /** The server whose turn it is. */
  target = { host: "there", port: 1 };
  /** Whether the server can be reached. */
  up = true;
  /** How long that takes. */
  dialMs = 0;
  name?: string = "alice";
  kept?: Promise<void>;

  constructor(options: Partial<ConversationOptions> = {}) {
    const target = () => this.target;
    this.conversation = new Conversation({
      get target() {
        return target();
      },
      dial: () => this.#dial(),
      reconnect: true,
      name: () => this.name,
      clock: this.clock,
      random: () => 1,
      onEvent: (event) => {
        if (event.type === "lost") {
          this.losses.push(event.end);
          this.lostHosts.push(event.target.host);
        }
        if (event.type === "waiting") this.waits.push(event.ms);
        if (event.type === "welcomed" || event.type === "back") this.greetings.push(event);
      },
      ...options,
    });
  }

  async join(): Promise<void> {
    const joined = this.conversation.join("alice");
    await this.travel();
    await joined;
    this.kept = this.conversation.keep();
    this.kept.catch(() => {});
  }

  /** Lets everything arrive. */
  async travel(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await idle();
      this.wires.at(-1)?.travel(Infinity, Infinity);
    }
    await idle();
  }

  /** Has the server notice that the first connection is gone. */
  noticeFirst(): void {
    this.server.hangUp(this.#sessions[0]!);
  }

  async close(): Promise<void> {
    this.conversation.close();
    await this.kept;
    assertEquals(this.clock.alarms, 0);
  }

  async #dial(): Promise<MemoryWire> {
    if (!this.up) throw new Error("Cannot connect");
    const { dialMs } = this;
    if (dialMs > 0) await new Promise<void>((resolve) => this.clock.after(dialMs, resolve));
    const { wire, session } = this.server.accept();
    this.wires.push(wire);
    this.#sessions.push(session);
    return wire;
  }
}

pure("Conversation: connecting and answering together take a server 9 s at most", async () => {
  const bench = new Bench();
  bench.dialMs = 4_000;
  const refused = endOf(bench.conversation.join("alice"));
  await bench.clock.advance(4_000);
  assertEquals([bench.wires.length, bench.clock.alarms > 0], [1, true]);
  await bench.clock.advance(5_000);
  assertEquals(await refused, { type: "no-answer", ms: 9_000 });
  await bench.close();
});

pure("Conversation: a silent server is given up, and the client comes back", async () => {
  const bench = new Bench();
  await bench.join();
  bench.wires[0]!.die();
  await bench.clock.advance(PING_AFTER_MS + GONE_AFTER_MS - 1);
  assertEquals(bench.losses, []);
  await bench.clock.advance(1);
  assertEquals(bench.losses, [{ type: "silent" }]);
  await bench.clock.advance(1_000);
  await bench.travel();
  assertEquals(bench.greetings.map(({ type, name }) => [type, name]), [
    ["welcomed", "alice"],
    ["back", "alice"],
  ]);
  await bench.close();
});

pure("Conversation: a server that answers pings is kept", async () => {
  const bench = new Bench();
  await bench.join();
  for (let i = 0; i < 10; i++) {
    await bench.clock.advance(PING_AFTER_MS);
    await bench.travel();
  }
  assertEquals(bench.losses, []);
  await bench.close();
});

pure("Conversation: tries again and again, and at once when asked to", async () => {
  const bench = new Bench();
  await bench.join();
  bench.up = false;
  bench.wires[0]!.reset();
  await idle();
  assertEquals(bench.conversation.connected, false);
  await bench.clock.advance(1_000 + 2_000 + 4_000);
  assertEquals(bench.wires.length, 1);
  bench.up = true;
  bench.conversation.hurry();
  await bench.travel();
  assertEquals([bench.conversation.connected, bench.wires.length], [true, 2]);
  await bench.close();
});

pure("Conversation: of several servers, the one that is lost is named", async () => {
  const bench = new Bench({
    turn() {
      bench.target = { host: "second", port: 1 };
      return true;
    },
  });
  await bench.join();
  for (const round of [0, 1]) {
    bench.wires[round]!.reset();
    await idle();
    await bench.clock.advance(1_000);
    await bench.travel();
  }
  assertEquals(bench.lostHosts, ["there", "second"]);
  await bench.close();
});

pure("Conversation: without --reconnect, a lost connection is the end", async () => {
  const bench = new Bench({ reconnect: false });
  await bench.join();
  bench.wires[0]!.reset();
  assertEquals(await endOf(bench.kept!), { type: "broken", message: "Connection reset" });
  bench.conversation.close();
});

pure(
  "Conversation: a server that is closing is come back to, one that is of another version is not",
  async () => {
    for (
      const [code, isFinal] of [["server-closing", false], ["version-unsupported", true]] as const
    ) {
      const bench = new Bench();
      await bench.join();
      const last = { type: "closing", code, message: "Goodbye" };
      bench.wires[0]!.answer(encodeMessage(FrameType.NOTICE, last));
      await bench.travel();
      bench.wires[0]!.reset();
      await idle();
      const end = { type: "closing", error: last } as const;
      if (isFinal) assertEquals(await endOf(bench.kept!), end);
      else assertEquals(bench.losses, [end]);
      bench.conversation.close();
    }
  },
);

pure("Conversation: a client whose name is taken meanwhile goes on nameless", async () => {
  const bench = new Bench();
  await bench.join();
  bench.server.restart();
  const { wire } = bench.server.accept();
  const hello = { id: 1, type: "hello", version: 1, name: "alice" };
  await wire.write(encodeMessage(FrameType.REQUEST, hello));
  wire.travel(Infinity, 0);
  bench.wires[0]!.reset();
  await idle();
  bench.conversation.hurry();
  await bench.travel();
  await bench.travel();
  const { type, name } = bench.greetings.at(-1)!;
  assertEquals([bench.greetings.length, type, name], [2, "back", undefined]);
  await bench.close();
});

pure("Conversation: what is typed while away waits; what is left at the end is told", async () => {
  const bench = new Bench();
  await bench.join();
  bench.up = false;
  bench.wires[0]!.reset();
  await idle();
  const outcomes: Outcome[] = [];
  bench.conversation.ask(
    { type: "tell", to: "nobody", text: "hi" },
    (outcome) => outcomes.push(outcome),
  );
  bench.conversation.ask({ type: "who" }, (outcome) => outcomes.push(outcome));
  bench.up = true;
  bench.conversation.hurry();
  await bench.travel();
  const refusal = { code: "no-such-user", message: "Nobody here is called nobody" };
  assertEquals(outcomes, [{ error: refusal, undelivered: true }, { ok: { names: ["alice"] } }]);
  bench.up = false;
  bench.wires[1]!.reset();
  await idle();
  bench.conversation.ask({ type: "say", text: "never" }, (outcome) => outcomes.push(outcome));
  await bench.close();
  const error = { code: "connection-lost", message: "there is no connection" };
  assertEquals(outcomes.slice(2), [{ error, undelivered: true }]);
});

pure("Conversation: a server that says nothing to hello is no server", async () => {
  const bench = new Bench();
  const joined = bench.conversation.join();
  joined.catch(() => {});
  await idle();
  await bench.clock.advance(9_000);
  assertEquals(await endOf(joined), { type: "no-answer", ms: 9_000 });
  await bench.close();
});

/** What no server sends: a frame of a type there is none of; an answer to nothing; half of JSON. */
const NONSENSE: Readonly<Record<string, Uint8Array>> = {
  "a frame of no type": encodeFrame(77),
  "an answer to nothing": encodeMessage(FrameType.REPLY, { id: 99, ok: {} }),
  "a frame of no length": new Uint8Array(4),
  "a notice that is no JSON": encodeFrame(FrameType.NOTICE, Uint8Array.of(0x7b)),
};

for (const [what, bytes] of Object.entries(NONSENSE)) {
  pure(`Conversation: ${what} from a server that worked is a lost connection`, async () => {
    const bench = new Bench();
    await bench.join();
    bench.wires[0]!.answer(bytes);
    await bench.travel();
    assertEquals(bench.losses, [{ type: "garbled" }]);
    await bench.clock.advance(1_000);
    await bench.travel();
    assertEquals([bench.conversation.connected, bench.greetings.length], [true, 2]);
    await bench.close();
  });
}

pure("Conversation: a server that sends nothing but nonsense is given up", async () => {
  const bench = new Bench();
  await bench.join();
  for (let i = 0; i < 6; i++) {
    bench.wires.at(-1)!.answer(NONSENSE["a frame of no type"]!);
    await bench.travel();
    await bench.clock.advance(1_000);
    await bench.travel();
  }
  assertEquals(await endOf(bench.kept!), { type: "garbled" });
  assertEquals(bench.losses.length, 5);
  await bench.close().catch(() => {});
});

pure("Conversation: nonsense in place of the first greeting is no server's", async () => {
  const bench = new Bench();
  const joined = endOf(bench.conversation.join("alice"));
  await idle();
  bench.wires[0]!.answer(NONSENSE["a frame of no type"]!);
  await bench.travel();
  assertEquals(await joined, { type: "foreign" });
  await bench.close();
});

pure("Conversation: pings without end are the end of a connection", async () => {
  const bench = new Bench();
  await bench.join();
  for (let i = 0; i < 1_001; i++) bench.wires[0]!.answer(encodeFrame(FrameType.PING));
  await bench.travel();
  assertEquals(bench.losses, [{ type: "pinging" }]);
  await bench.close();
});

pure("Conversation: a user in a hurry makes the waits short again", async () => {
  const bench = new Bench();
  await bench.join();
  bench.up = false;
  bench.wires[0]!.reset();
  await idle();
  await bench.clock.advance(1_000);
  await bench.clock.advance(2_000);
  assertEquals(bench.waits, [1_000, 2_000, 4_000]);
  bench.conversation.hurry();
  await idle();
  assertEquals(bench.waits.slice(3), [1_000], "tried at once, and again in a second");
  await bench.close();
});

pure("Conversation: a first hello whose answer is lost is said again", async () => {
  const bench = new Bench();
  const joined = bench.conversation.join("alice");
  await idle();
  bench.wires[0]!.travel(Infinity, 0); // The server has it, and its answer never arrives.
  bench.wires[0]!.reset();
  await idle();
  assertEquals(bench.losses, [{ type: "broken", message: "Connection reset" }]);
  await bench.clock.advance(1_000);
  await bench.travel();
  assertEquals(bench.greetings, [], "the name belongs to the connection that was lost");
  bench.noticeFirst();
  await bench.clock.advance(2_000);
  await bench.travel();
  await joined;
  assertEquals(bench.greetings.map(({ type, name }) => [type, name]), [["welcomed", "alice"]]);
  bench.kept = bench.conversation.keep();
  await bench.close();
});

for (const reconnect of [true, false]) {
  const what = reconnect ? "tries again" : "ends";
  pure(`Conversation: a server that is busy at first: ${what}`, async () => {
    const bench = new Bench({ reconnect });
    const joined = bench.conversation.join("alice");
    joined.catch(() => {});
    await idle();
    const error = { type: "closing", code: "server-busy", message: "Try again" };
    bench.wires[0]!.answer(encodeMessage(FrameType.NOTICE, error));
    bench.wires[0]!.travel(0, Infinity);
    await idle();
    bench.wires[0]!.reset();
    await idle();
    if (!reconnect) {
      assertEquals(await endOf(joined), { type: "closing", error });
      return await bench.close();
    }
    assertEquals(bench.losses, [{ type: "closing", error }]);
    await bench.clock.advance(1_000);
    await bench.travel();
    await joined;
    assertEquals(bench.greetings.map(({ type, name }) => [type, name]), [["welcomed", "alice"]]);
    bench.kept = bench.conversation.keep();
    await bench.close();
  });
}

pure("Conversation: without --reconnect, a lost greeting is the end", async () => {
  const bench = new Bench({ reconnect: false });
  const joined = endOf(bench.conversation.join("alice"));
  await idle();
  bench.wires[0]!.reset();
  assertEquals(await joined, { type: "broken", message: "Connection reset" });
  await bench.close();
});

/** Waits for a conversation to fail; returns why it did. */
async function endOf(failing: Promise<unknown>): Promise<ConnectionEnd> {
  return (await assertRejects(() => failing, ConversationError)).end;
}
