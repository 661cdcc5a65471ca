/** Coming back, as the core of the server sees it: no sockets, and a clock of the test's own. */
import { assertEquals } from "@std/assert";
import {
  type Ask,
  COME_BACK_MS,
  MAX_MISSED_MESSAGES,
  MAX_MISSED_PRIVATE_BYTES,
  type Notice,
  type Reply,
  type Result,
} from "../../../../protocol/mod.ts";
import { MAX_OUTCOMES } from "../../../../server/room/outcomes.ts";
import { MAX_AWAY } from "../../../../server/room/returns.ts";
import { RoomStage, type Session } from "../../../helpers/room_stage.ts";
import { pure } from "../../../helpers/pure.ts";

/** A core with its time, and what each session was sent. */
class Chat {
  time = 0;
  readonly core: RoomStage;
  readonly sent = new Map<Session, (Reply | Notice)[]>();
  readonly replaced: Session[] = [];
  #secrets = 0;

  constructor() {
    const random = () => `secret ${++this.#secrets}`;
    this.core = new RoomStage({ now: () => this.time, random });
  }

  /** Says hello on a new connection. */
  hello(
    ask: Omit<Ask<"hello">, "type" | "version"> = {},
    origin?: string,
  ): { session: Session } & Result<"hello"> {
    const session = this.core.connect(origin);
    const { ok } = this.ask(session, { type: "hello", version: 1, ...ask }) as {
      ok: Result<"hello">;
    };
    return { session, ...ok };
  }

  /** Asks, does what the core wants done, and returns the answer. */
  ask(session: Session, ask: Ask, id = 1): Reply {
    let answer: Reply | undefined;
    for (const effect of this.core.handle(session, { id, ...ask })) {
      if (effect.type === "notice") {
        for (const to of effect.to) this.#send(to, effect.notice);
      } else if (effect.type === "reply") {
        this.#send(effect.to, effect.reply);
        if (effect.to === session) answer = effect.reply;
      } else if (effect.type === "replace") this.replaced.push(effect.session);
    }
    return answer!;
  }

  drop(session: Session, how?: "hung-up" | "lost"): void {
    for (const effect of this.core.disconnect(session, how)) {
      if (effect.type === "notice") { for (const to of effect.to) this.#send(to, effect.notice); }
    }
  }

  /** The texts a session was sent since the last look, in order. */
  texts(session: Session): string[] {
    return this.all(session).flatMap((each) =>
      "type" in each && each.type === "message" ? [each.text] : []
    );
  }

  /** All that a session was sent since the last look. */
  all(session: Session): (Reply | Notice)[] {
    const sent = this.sent.get(session) ?? [];
    this.sent.delete(session);
    return sent;
  }

  #send(to: Session, what: Reply | Notice): void {
    this.sent.set(to, [...this.sent.get(to) ?? [], what]);
  }
}

function say(text: string): Ask<"say"> {
  return { type: "say", text };
}

function tell(to: string, text: string): Ask<"tell"> {
  return { type: "tell", to, text };
}

function test(name: string, fn: () => void): void {
  pure(`resumption: ${name}`, fn);
}

test("a client takes its old connection over, and others see nothing", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, say("one"));
  chat.ask(bob.session, tell("alice", "two"));
  chat.ask(bob.session, say("three"));
  chat.all(bob.session);
  chat.all(alice.session);
  const back = chat.hello({ secret: alice.secret, last: 1 });
  assertEquals(back.name, "alice");
  assertEquals([back.resumed, back.missed, back.seq], [true, 2, 3]);
  assertEquals(chat.replaced, [alice.session]);
  assertEquals(chat.texts(back.session), ["two", "three"]);
  assertEquals(chat.all(bob.session), []);
  chat.ask(bob.session, tell("alice", "four"));
  assertEquals(chat.texts(back.session), ["four"]);
  assertEquals(chat.texts(alice.session), []);
  chat.drop(alice.session);
  assertEquals(chat.all(bob.session).length, 1, "the answer to tell, and no left");
});

test("a connection that was taken over is not listened to", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  chat.hello({ secret: alice.secret });
  assertEquals(chat.core.handle(alice.session, { id: 9, type: "login", name: "carol" }), []);
  assertEquals(chat.core.online, 1);
});

test("a client keeps its place in the order of arrival", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.hello({ secret: alice.secret });
  assertEquals(chat.ask(bob.session, { type: "who" }), { id: 1, ok: { names: ["alice", "bob"] } });
});

test("a client whose leaving was announced takes its free name again", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, tell("alice", "on its way"));
  chat.all(bob.session);
  chat.drop(alice.session);
  assertEquals(chat.all(bob.session), [{ type: "left", name: "alice", time: 0 }]);
  const refused = chat.ask(bob.session, tell("alice", "too late")) as { error: { code: string } };
  assertEquals(refused.error.code, "no-such-user");
  chat.ask(bob.session, say("to all"));
  chat.all(bob.session);
  const back = chat.hello({ secret: alice.secret, last: 0 });
  assertEquals([back.name, back.missed], ["alice", 2]);
  assertEquals(chat.texts(back.session), ["on its way", "to all"]);
  assertEquals(chat.all(bob.session), [{ type: "joined", name: "alice", time: 0 }]);
});

test("a client whose name was taken meanwhile comes back nameless, with what it missed", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, tell("alice", "for the first alice"));
  chat.drop(alice.session);
  const second = chat.hello({ name: "alice" });
  chat.all(second.session);
  const back = chat.hello({ secret: alice.secret });
  assertEquals([back.name, back.resumed], [undefined, true]);
  assertEquals(chat.texts(back.session), ["for the first alice"]);
  assertEquals(chat.all(second.session), []);
});

test("a wrong secret is a fresh login, and shows nothing", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, tell("alice", "private"));
  chat.drop(alice.session);
  const mallory = chat.hello({ name: "alice", secret: "secret 77", last: 0 });
  assertEquals([mallory.name, mallory.resumed, mallory.missed], ["alice", undefined, undefined]);
  assertEquals(chat.texts(mallory.session), []);
});

for (const [after, resumed] of [[-1, true], [0, undefined], [1, undefined]] as const) {
  test(`a secret ${COME_BACK_MS + after} ms after the end`, () => {
    const chat = new Chat();
    const alice = chat.hello({ name: "alice" });
    chat.drop(alice.session);
    chat.time = COME_BACK_MS + after;
    assertEquals(chat.hello({ secret: alice.secret }).resumed, resumed);
  });
}

test("a goodbye makes the secret worthless", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  chat.ask(alice.session, { type: "bye" });
  assertEquals(chat.hello({ secret: alice.secret }).resumed, undefined);
});

test("a client that logged out gets nothing said to the name it had", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, tell("alice", "private"));
  chat.ask(bob.session, say("to all"));
  chat.ask(alice.session, { type: "logout" }, 2);
  const back = chat.hello({ secret: alice.secret });
  assertEquals([back.name, back.missed], [undefined, 0]);
});

test("a client is shown nothing from before it took its name", () => {
  const chat = new Chat();
  const alice = chat.hello();
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, say("before"));
  chat.ask(alice.session, { type: "login", name: "alice" });
  chat.ask(bob.session, say("after"));
  chat.all(alice.session);
  assertEquals(chat.texts(chat.hello({ secret: alice.secret }).session), ["after"]);
});

test("nobody is shown what they said themselves", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  chat.ask(alice.session, say("mine"));
  chat.ask(alice.session, { type: "name", name: "alicia" });
  assertEquals(chat.hello({ secret: alice.secret }).missed, 0);
});

test("who says more than is kept has missed nothing of it", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  for (let i = 0; i <= MAX_MISSED_MESSAGES; i++) chat.ask(alice.session, say("mine"), i + 2);
  assertEquals(chat.hello({ secret: alice.secret }).older, false);
  assertEquals(chat.hello({ secret: bob.secret, last: 1 }).older, false);
  assertEquals(chat.hello({ secret: bob.secret, last: 0 }).older, true);
});

for (const extra of [-1, 0, 1]) {
  test(`of ${MAX_MISSED_MESSAGES + extra} messages, the last ${MAX_MISSED_MESSAGES} come`, () => {
    const chat = new Chat();
    const alice = chat.hello({ name: "alice" });
    const bob = chat.hello({ name: "bob" });
    const texts = Array.from({ length: MAX_MISSED_MESSAGES + extra }, (_, i) => `${i}`);
    for (const text of texts) chat.ask(bob.session, say(text));
    const back = chat.hello({ secret: alice.secret });
    assertEquals(chat.texts(back.session), texts.slice(-MAX_MISSED_MESSAGES));
    assertEquals(back.older, extra > 0);
  });

  test(`of private messages, ${MAX_MISSED_PRIVATE_BYTES + extra} bytes`, () => {
    const chat = new Chat();
    const alice = chat.hello({ name: "alice" });
    const bob = chat.hello({ name: "bob" });
    const rest = MAX_MISSED_PRIVATE_BYTES - 4 * 65_000 + extra; // "é" takes two bytes
    const texts = [..."abcd"].map((letter) => letter + "é".repeat(32_499) + "z");
    for (const text of [...texts, "r".repeat(rest)]) chat.ask(bob.session, tell("alice", text));
    const back = chat.hello({ secret: alice.secret });
    assertEquals(chat.texts(back.session).length, extra > 0 ? 4 : 5);
    assertEquals(back.older, extra > 0);
  });
}

test("what nobody can ask for any more is forgotten, though nobody asks", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.ask(bob.session, tell("alice", "private"));
  chat.drop(alice.session);
  chat.time = COME_BACK_MS - 1;
  chat.core.tidy();
  assertEquals(chat.core.room.has(alice.session.member!), true);
  chat.time = COME_BACK_MS;
  chat.core.tidy();
  assertEquals(chat.core.room.has(alice.session.member!), false);
});

test("a repeated request is answered again and not obeyed again", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.all(bob.session);
  const asks: [number, Ask][] = [[2, say("hi")], [3, tell("nobody", "psst")], [4, {
    type: "name",
    name: "alicia",
  }]];
  const answers = asks.map(([id, ask]) => chat.ask(alice.session, ask, id));
  chat.all(bob.session);
  const back = chat.hello({ secret: alice.secret });
  assertEquals(asks.map(([id, ask]) => chat.ask(back.session, ask, id)), answers);
  assertEquals(chat.all(bob.session), []);
  chat.ask(back.session, say("hi"), 5);
  assertEquals(chat.texts(bob.session), ["hi"], "a new id is a new request");
});

test("ids may repeat on a connection that nobody came back on", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  for (const text of ["one", "two"]) chat.ask(alice.session, say(text), 1);
  assertEquals(chat.texts(bob.session), ["one", "two"]);
});

test("an outcome that is forgotten is said to be", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  for (let id = 1; id <= MAX_OUTCOMES + 1; id++) chat.ask(alice.session, say("x"), id);
  const back = chat.hello({ secret: alice.secret });
  const answer = (id: number) => chat.ask(back.session, say("x"), id);
  assertEquals(
    "error" in answer(1) && (answer(1) as { error: { code: string } }).error.code,
    "outcome-unknown",
  );
  assertEquals(answer(2), { id: 2, ok: {} });
});

test("of too many that are away, the first to leave is forgotten", () => {
  const chat = new Chat();
  const secrets = Array.from({ length: MAX_AWAY + 1 }, (_, number) => {
    const { session, secret } = chat.hello({ name: `u${number}` });
    chat.drop(session);
    return secret;
  });
  assertEquals(chat.hello({ secret: secrets[0]! }).resumed, undefined);
  assertEquals(chat.hello({ secret: secrets[1]! }).resumed, true);
});

test("of too many that are away, the origin with most loses first", () => {
  const chat = new Chat();
  const honest = chat.hello({ name: "alice" }, "10.0.0.2");
  chat.drop(honest.session);
  for (let number = 0; number <= MAX_AWAY + 500; number++) {
    chat.drop(chat.hello({ name: `u${number}` }).session);
  }
  assertEquals(chat.hello({ secret: honest.secret }).resumed, true);
});

test("nothing is kept for a client that never had a name", () => {
  const chat = new Chat();
  const { session, secret } = chat.hello();
  chat.drop(session);
  assertEquals(chat.core.room.has(session.member!), false);
  assertEquals(chat.hello({ secret }).resumed, undefined);
});

test("another request under an old id is obeyed, not taken for a repetition", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  for (const [id, text] of [[2, "one"], [3, "two"]] as const) {
    chat.ask(alice.session, say(text), id);
  }
  const back = chat.hello({ secret: alice.secret });
  chat.texts(bob.session);
  assertEquals(chat.ask(back.session, say("one"), 2), { id: 2, ok: {} });
  assertEquals(chat.texts(bob.session), []);
  assertEquals(chat.ask(back.session, say("three"), 3), { id: 3, ok: {} });
  assertEquals(chat.texts(bob.session), ["three"]);
});

test("a request that was refused is judged anew", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  chat.ask(alice.session, tell("bob", "hi"), 2);
  const back = chat.hello({ secret: alice.secret });
  const bob = chat.hello({ name: "bob" });
  assertEquals(chat.ask(back.session, tell("bob", "hi"), 2), { id: 2, ok: {} });
  assertEquals(chat.texts(bob.session), ["hi"]);
});

test("the name of a client that the server gave up is held, and messages to it are kept", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  chat.all(bob.session);
  chat.drop(alice.session, "lost");
  assertEquals(chat.all(bob.session), [{ type: "left", name: "alice", time: 0 }]);
  assertEquals(chat.core.online, 1);
  const who = (name: string) => chat.ask(bob.session, { type: "who", name });
  assertEquals(who("alice"), { id: 1, ok: { names: ["bob"], away: true } });
  for (const name of ["bob", "carol", "a".repeat(1_000)]) {
    assertEquals(who(name), { id: 1, ok: { names: ["bob"] } });
  }
  const taken = chat.ask(bob.session, { type: "name", name: "alice" }) as {
    error: { code: string };
  };
  assertEquals(taken.error.code, "name-taken");
  const told = chat.ask(bob.session, tell("alice", "for you"), 2);
  assertEquals(told, { id: 2, ok: { awayUntil: COME_BACK_MS } });
  const back = chat.hello({ secret: alice.secret });
  assertEquals([back.name, back.missed], ["alice", 1]);
  assertEquals(chat.texts(back.session), ["for you"]);
});

test("a held name is free once its owner can come back no more", () => {
  const chat = new Chat();
  chat.drop(chat.hello({ name: "alice" }).session, "lost");
  chat.time = COME_BACK_MS;
  chat.core.tidy();
  assertEquals(chat.hello({ name: "alice" }).name, "alice");
});
