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
import { ChatCore } from "../../../../server/core/chat_core.ts";
import type { Session } from "../../../../server/core/effects.ts";
import {
  KEEP_MS,
  Mailbox,
  Mailboxes,
  MIN_COUNTED_BYTES,
} from "../../../../server/core/mailboxes.ts";
import { MAX_OUTCOMES } from "../../../../server/core/outcomes.ts";
import { MAX_AWAY } from "../../../../server/core/visits.ts";
import { pure } from "../../../helpers/pure.ts";

/** A core with its time, and what each session was sent. */
class Chat {
  time = 0;
  readonly core: ChatCore;
  readonly sent = new Map<Session, (Reply | Notice)[]>();
  readonly replaced: Session[] = [];
  #secrets = 0;

  constructor(maxMissedBytes?: number) {
    const random = () => `secret ${++this.#secrets}`;
    this.core = new ChatCore({ now: () => this.time, random, maxMissedBytes });
  }

  /** Says hello on a new connection. */
  hello(ask: Omit<Ask<"hello">, "type" | "version"> = {}): { session: Session } & Result<"hello"> {
    const session = this.core.connect();
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

  drop(session: Session): void {
    for (const effect of this.core.disconnect(session)) {
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

test("of long messages, the newest that can be queued come", () => {
  const chat = new Chat(1_000);
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  for (const letter of "abcd") chat.ask(bob.session, tell("alice", letter.repeat(300)));
  const back = chat.hello({ secret: alice.secret });
  assertEquals(chat.texts(back.session), ["c".repeat(300), "d".repeat(300)]);
  assertEquals([back.missed, back.older], [2, true]);
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

test("short private messages count for what they take", () => {
  const mailboxes = new Mailboxes(() => 0);
  const mailbox = new Mailbox();
  const fit = MAX_MISSED_PRIVATE_BYTES / MIN_COUNTED_BYTES;
  for (let seq = 1; seq <= fit + 1; seq++) mailboxes.put(mailbox, message(seq, "x"));
  const kept = mailboxes.after(mailbox, 0);
  assertEquals([kept.length, kept[0]!.seq], [fit, 2]);
});

test("the oldest private message of all goes when all mailboxes together are full", () => {
  const mailboxes = new Mailboxes(() => 0, 300);
  const [a, b] = [new Mailbox(), new Mailbox()];
  for (const [seq, box] of [[1, a], [2, b], [3, a], [4, b]] as const) {
    mailboxes.put(box, message(seq, "x".repeat(100)));
  }
  assertEquals(mailboxes.after(a, 0).map(({ seq }) => seq), [3]);
  assertEquals(mailboxes.after(b, 0).map(({ seq }) => seq), [2, 4]);
});

test("private messages are forgotten once nobody can come back for them", () => {
  let now = 0;
  const mailboxes = new Mailboxes(() => now);
  const mailbox = new Mailbox();
  mailboxes.put(mailbox, message(1, "x"));
  now = KEEP_MS - 1;
  assertEquals(mailboxes.after(mailbox, 0).length, 1);
  now = KEEP_MS;
  assertEquals(mailboxes.after(mailbox, 0).length, 0);
  assertEquals(mailbox.bytes, 0);
});

test("what nobody can ask for any more is forgotten, though nobody asks", () => {
  const chat = new Chat();
  const alice = chat.hello({ name: "alice" });
  const bob = chat.hello({ name: "bob" });
  const visit = alice.session.visit!;
  chat.ask(bob.session, tell("alice", "private"));
  chat.drop(alice.session);
  chat.time = COME_BACK_MS - 1;
  chat.core.tidy();
  assertEquals(visit.mailbox.kept.length, 1);
  chat.time = COME_BACK_MS;
  chat.core.tidy();
  assertEquals(visit.mailbox.kept.length, 0);
});

test("what a client has is not kept any longer", () => {
  const mailboxes = new Mailboxes(() => 0);
  const mailbox = new Mailbox();
  for (const seq of [1, 2, 3]) mailboxes.put(mailbox, message(seq, "x"));
  assertEquals(mailboxes.after(mailbox, 2).map(({ seq }) => seq), [3]);
  assertEquals(mailbox.bytes, MIN_COUNTED_BYTES);
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
  for (let id = 1; id <= MAX_OUTCOMES + 1; id++) chat.ask(alice.session, tell("nobody", "x"), id);
  const back = chat.hello({ secret: alice.secret });
  const code = (id: number) =>
    (chat.ask(back.session, tell("nobody", "x"), id) as { error: { code: string } }).error.code;
  assertEquals([code(1), code(2)], ["outcome-unknown", "no-such-user"]);
});

test("of too many that are away, the first to leave is forgotten", () => {
  const chat = new Chat();
  const secrets = Array.from({ length: MAX_AWAY + 1 }, () => {
    const { session, secret } = chat.hello();
    chat.drop(session);
    return secret;
  });
  assertEquals(chat.hello({ secret: secrets[0]! }).resumed, undefined);
  assertEquals(chat.hello({ secret: secrets[1]! }).resumed, true);
});

function message(seq: number, text: string): Notice<"message"> {
  return { type: "message", from: "bob", text, private: true, time: 0, seq };
}
