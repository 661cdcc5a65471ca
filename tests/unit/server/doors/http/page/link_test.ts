/** The page's conversation with the server, over one web socket after the other. */
import { assertEquals } from "@std/assert";
import {
  type Ask,
  Link,
  type LinkOptions,
  type Outcome,
  type Saved,
  type Socket,
  type State,
} from "../../../../../../server/doors/http/page/link.js";
import { pure } from "../../../../../helpers/pure.ts";

/** A web socket of which the test is the other end. */
class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: string[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }

  /** What was sent, parsed, and forgotten. */
  take(): Record<string, unknown>[] {
    return this.sent.splice(0).map((text) => text === "" ? {} : JSON.parse(text));
  }

  receive(message: object | ""): void {
    this.onmessage?.({ data: message === "" ? "" : JSON.stringify(message) });
  }
}

/** A link with fake sockets and a clock that stands still until it is told. */
class Stage {
  readonly sockets: FakeSocket[] = [];
  readonly states: State[] = [];
  readonly notices: string[] = [];
  readonly outcomes: [number, Ask, Outcome][] = [];
  readonly greetings: Record<string, unknown>[] = [];
  refusal = "";
  now = 1_000_000;
  readonly link: Link;
  #alarms: { at: number; then: () => void }[] = [];

  constructor(saved?: Saved) {
    const options: LinkOptions = {
      open: () => this.sockets[this.sockets.push(new FakeSocket()) - 1]!,
      clock: { now: () => this.now, after: (ms, then) => this.#after(ms, then) },
      random: () => 1,
      onState: (state) => this.states.push(state),
      onGreeted: (result) => this.greetings.push(result),
      onRefused: ({ code }) => this.refusal = code,
      onNotice: ({ type }) => this.notices.push(type),
      onOutcome: (...outcome) => this.outcomes.push(outcome),
    };
    this.link = new Link(options, saved);
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** Opens the socket at hand and answers its hello. */
  greet(result: object = {}): Record<string, unknown> {
    this.socket.onopen?.();
    const [hello] = this.socket.take();
    this.socket.receive({ id: hello!.id, ok: { name: "me", secret: "s", seq: 7, ...result } });
    return hello!;
  }

  pass(ms: number): void {
    this.now += ms;
    const due = this.#alarms.filter(({ at }) => at <= this.now);
    this.#alarms = this.#alarms.filter(({ at }) => at > this.now);
    for (const { then } of due) then();
  }

  #after(ms: number, then: () => void): () => void {
    const alarm = { at: this.now + ms, then };
    this.#alarms.push(alarm);
    return () => this.#alarms = this.#alarms.filter((each) => each !== alarm);
  }
}

pure("Link says hello, and sends what was asked before", () => {
  const stage = new Stage();
  stage.link.join("me");
  const id = stage.link.ask({ type: "say", text: "hi" });
  const hello = stage.greet();
  assertEquals([hello.type, hello.version, hello.name, hello.secret], [
    "hello",
    1,
    "me",
    undefined,
  ]);
  assertEquals(stage.socket.take(), [{ id, type: "say", text: "hi" }]);
  stage.socket.receive({ id, ok: {} });
  stage.socket.receive({ id, ok: {} });
  assertEquals(stage.outcomes, [[id, { type: "say", text: "hi" }, { ok: {} }]]);
  assertEquals(stage.states, ["connecting", "open"]);
});

pure("Link comes back with its secret and the last number, and repeats what has no answer", () => {
  const stage = new Stage();
  stage.link.join("me");
  stage.greet({ room: "r" });
  stage.socket.receive({ type: "message", seq: 9, from: "bob", text: "x", time: 0 });
  stage.socket.receive({ type: "message", seq: 3, from: "bob", text: "x", time: 0, earlier: true });
  const id = stage.link.ask({ type: "say", text: "hi" });
  stage.socket.onclose?.({ code: 1006 });
  stage.link.ask({ type: "say", text: "later" });
  assertEquals(stage.states.at(-1), "waiting");
  stage.pass(1_000);
  const hello = stage.greet({ resumed: true, missed: 0, seq: 20 });
  assertEquals([hello.secret, hello.last, hello.room], ["s", 9, "r"]);
  assertEquals(stage.socket.take().map(({ text }) => text), ["hi", "later"]);
  assertEquals((hello.id as number) > id, true, "ids grow");
  assertEquals(stage.link.save().last, 9, "what is missed has not come yet");
});

pure("Link tells of messages that may be lost when the server does not know it any more", () => {
  const stage = new Stage();
  stage.link.join("me");
  stage.greet();
  const sent = stage.link.ask({ type: "say", text: "sent" });
  stage.socket.onclose?.({ code: 1006 });
  stage.link.ask({ type: "tell", to: "bob", text: "kept" });
  stage.link.ask({ type: "who" });
  stage.pass(1_000);
  stage.greet({ secret: "other" });
  assertEquals(stage.outcomes.map(([id]) => id), [sent]);
  assertEquals("error" in stage.outcomes[0]![2], true);
  assertEquals(stage.socket.take().map(({ type }) => type), ["tell", "who"]);
});

pure("Link waits longer each time, up to 30 s, and not when the user is there", () => {
  const stage = new Stage();
  stage.link.join("me");
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    stage.socket.onclose?.({ code: 1006 });
    const count = stage.sockets.length;
    let waited = 0;
    while (stage.sockets.length === count) stage.pass(500), waited += 500;
    waits.push(waited);
  }
  assertEquals(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  stage.socket.onclose?.({ code: 1006 });
  const count = stage.sockets.length;
  stage.link.hurry();
  assertEquals(stage.sockets.length, count + 1);
});

pure("Link gives up a server that does not answer a hello within 9 s", () => {
  const stage = new Stage();
  stage.link.join("me");
  stage.pass(8_999);
  assertEquals(stage.states.at(-1), "connecting");
  stage.pass(1);
  assertEquals([stage.states.at(-1), stage.socket.isClosed], ["waiting", true]);
});

pure("Link pings a silent server, and gives it up", () => {
  const stage = new Stage();
  stage.link.join("me");
  stage.greet();
  stage.pass(30_000);
  assertEquals(stage.socket.sent, [""]);
  stage.socket.receive("");
  stage.pass(15_000);
  assertEquals(stage.states.at(-1), "open");
  stage.pass(30_000);
  assertEquals(stage.socket.sent, ["", ""]);
  stage.pass(15_000);
  assertEquals([stage.states.at(-1), stage.socket.isClosed], ["waiting", true]);
});

pure("Link stops when its conversation goes on elsewhere, is refused, or is left", () => {
  const stage = new Stage();
  stage.link.join("me");
  stage.greet();
  stage.socket.onclose?.({ code: 4001 });
  stage.pass(60_000);
  assertEquals([stage.states.at(-1), stage.sockets.length], ["replaced", 1]);

  stage.link.join("me");
  stage.socket.onopen?.();
  const [hello] = stage.socket.take();
  stage.socket.receive({ id: hello!.id, error: { code: "name-taken", message: "x" } });
  stage.pass(60_000);
  assertEquals([stage.states.at(-1), stage.refusal, stage.sockets.length], [
    "idle",
    "name-taken",
    2,
  ]);

  stage.link.join("me");
  stage.greet();
  stage.link.leave();
  assertEquals([stage.socket.take().at(-1)?.type, stage.states.at(-1)], ["bye", "over"]);
  assertEquals(stage.link.save().secret, undefined);
});

pure("Link goes on with what another page saved, under ids that were never used", () => {
  const stage = new Stage();
  stage.link.join("me");
  stage.greet({ room: "r" });
  const id = stage.link.ask({ type: "say", text: "hi" });
  stage.link.ask({ type: "who" });
  const next = new Stage(JSON.parse(JSON.stringify(stage.link.save())));
  next.now = stage.now + 1;
  next.link.join("me");
  const hello = next.greet({ resumed: true, missed: 0 });
  assertEquals([hello.secret, hello.last, hello.room], ["s", 7, "r"]);
  assertEquals(next.socket.take(), [{ id, type: "say", text: "hi" }]);
  assertEquals(next.link.ask({ type: "who" }) > (hello.id as number), true);
});

pure("Link unlocks a server that asks for a password, and asks for another if it is wrong", () => {
  const stage = new Stage();
  stage.link.join("me");
  const refuse = (code: string) => {
    const { id } = stage.socket.take().at(-1)!;
    stage.socket.receive({ id, error: { code, message: "x" } });
  };
  stage.socket.onopen?.();
  refuse("password-needed");
  assertEquals([stage.refusal, stage.states.at(-1)], ["password-needed", "idle"]);

  stage.link.join("me", "sesame");
  stage.socket.onopen?.();
  refuse("password-needed");
  const [unlock] = stage.socket.take();
  assertEquals([unlock!.type, unlock!.password], ["unlock", "sesame"]);
  stage.socket.receive({ id: unlock!.id, ok: {} });
  const [hello] = stage.socket.take();
  stage.socket.receive({ id: hello!.id, ok: { name: "me", secret: "s", seq: 0 } });
  assertEquals([hello!.type, stage.states.at(-1)], ["hello", "open"]);

  const other = new Stage();
  other.link.join("me", "guess");
  other.socket.onopen?.();
  const [first] = other.socket.take();
  other.socket.receive({ id: first!.id, error: { code: "password-needed", message: "x" } });
  const [wrong] = other.socket.take();
  other.socket.receive({ id: wrong!.id, error: { code: "password-wrong", message: "x" } });
  assertEquals([other.refusal, other.states.at(-1)], ["password-wrong", "idle"]);
});
