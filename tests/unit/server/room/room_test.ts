/** The rules of the chat over effects: no socket, no file, no clock but the test's own. */
import { assertEquals, assertThrows } from "@std/assert";
import { type Ask, PROTOCOL_VERSION } from "../../../../protocol/mod.ts";
import { defaultWelcome, welcomeFrom } from "../../../../server/room/welcome.ts";
import { type Deed, RoomStage, type Session } from "../../../helpers/room_stage.ts";
import { pure } from "../../../helpers/pure.ts";

/** A core whose effects are told in lines: `bob < message alice: hi`. */
class Stage {
  readonly core = new RoomStage({ now: () => 7, random: () => crypto.randomUUID() });
  readonly #labels = new Map<Session, string>();

  /** Connects, and says hello unless it is not to. The label stands for the session in lines. */
  enter(label: string, name?: string): Session {
    const session = this.core.connect();
    this.#labels.set(session, label);
    this.ask(session, { type: "hello", version: PROTOCOL_VERSION, name });
    return session;
  }

  stranger(label = "x"): Session {
    const session = this.core.connect();
    this.#labels.set(session, label);
    return session;
  }

  /** What the core wants done about a request. */
  ask(from: Session, ask: Ask): string[] {
    return this.tell(this.core.handle(from, { id: 1, ...ask }));
  }

  /** The code that a request is refused with, and that nothing else happens. */
  refusal(from: Session, ask: Ask): string {
    const effects = this.core.handle(from, { id: 1, ...ask });
    const [first] = effects;
    assertEquals(effects.length, 1, this.tell(effects).join());
    return first?.type === "reply" && "error" in first.reply ? first.reply.error.code : "ok";
  }

  tell(effects: readonly Deed[]): string[] {
    return effects.map((effect) => this.#line(effect));
  }

  #line(effect: Deed): string {
    const who = (session: Session) => this.#labels.get(session)!;
    switch (effect.type) {
      case "reply": {
        const { reply } = effect;
        return `${who(effect.to)} < ${"ok" in reply ? "ok" : reply.error.code}`;
      }
      case "notice": {
        const { type, time: _, seq: __, ...rest } = effect.notice as unknown as Record<
          string,
          unknown
        >;
        return `${effect.to.map(who).join(" ")} < ${type} ${Object.values(rest).join(" ")}`;
      }
      case "log":
        return `log ${effect.event.type}`;
      case "close":
        return `close ${who(effect.session)}`;
      default:
        return effect.type;
    }
  }
}

pure("Room announces a newcomer to everyone, after the newcomer's answer", () => {
  const stage = new Stage();
  stage.enter("A", "alice");
  stage.enter("N");
  const bob = stage.stranger("B");
  assertEquals(stage.ask(bob, { type: "hello", version: 1, name: "bob" }), [
    "B < ok",
    "log named",
    "A N B < joined bob",
  ]);
});

pure("Room lets the nameless in unseen, and out again", () => {
  const stage = new Stage();
  stage.enter("A", "alice");
  const nobody = stage.stranger("N");
  assertEquals(stage.ask(nobody, { type: "hello", version: 1 }), ["N < ok"]);
  assertEquals(stage.tell(stage.core.disconnect(nobody)), []);
});

pure("Room takes hello first and once", () => {
  const stage = new Stage();
  const early = stage.stranger();
  const asks: Ask[] = [
    { type: "who" },
    { type: "say", text: "hi" },
    { type: "name", name: "x" },
    { type: "bye" },
    { type: "help" },
    { type: "get", name: "f" },
  ];
  for (const ask of asks) assertEquals(stage.refusal(early, ask), "out-of-order", ask.type);
  const alice = stage.enter("A", "alice");
  assertEquals(stage.refusal(alice, { type: "hello", version: 1 }), "out-of-order");
  assertEquals(stage.refusal(alice, { type: "download", version: 1, ticket: "t" }), "out-of-order");
});

pure("Room refuses another version and closes; any other hello may be tried again", () => {
  const stage = new Stage();
  stage.enter("A", "alice");
  const bob = stage.stranger("B");
  assertEquals(stage.refusal(bob, { type: "hello", version: 1, name: "alice" }), "name-taken");
  assertEquals(stage.refusal(bob, { type: "hello", version: 1, name: "a b" }), "name-bad");
  for (const version of [0, PROTOCOL_VERSION + 1, 2 ** 53 - 1]) {
    assertEquals(stage.ask(bob, { type: "hello", version }), [
      "B < version-unsupported",
      "close B",
    ]);
  }
  assertEquals(stage.refusal(bob, { type: "who" }), "out-of-order");
  assertEquals(stage.ask(bob, { type: "hello", version: 1, name: "bob" })[0], "B < ok");
});

pure(
  "Room lets the nameless name themselves, list, ask for help, leave, and nothing else",
  () => {
    const stage = new Stage();
    const alice = stage.enter("A", "alice");
    const nobody = stage.enter("N");
    const refused: Ask[] = [
      { type: "say", text: "hi" },
      { type: "say", text: "" },
      { type: "tell", to: "alice", text: "hi" },
      { type: "files" },
      { type: "get", name: "f" },
      { type: "logout" },
    ];
    for (const ask of refused) assertEquals(stage.refusal(nobody, ask), "not-named", ask.type);
    assertEquals(stage.ask(nobody, { type: "who" }), ["N < ok"]);
    assertEquals(stage.ask(nobody, { type: "help" }), ["N < ok"]);
    assertEquals(stage.ask(nobody, { type: "name", name: "bob" }), [
      "N < ok",
      "log named",
      "A N < joined bob",
    ]);
    assertEquals(stage.ask(nobody, { type: "say", text: "hi" }), ["A < message bob hi", "N < ok"]);
    assertEquals(stage.ask(stage.enter("M"), { type: "bye" }).slice(0, 2), ["M < ok", "close M"]);
    assertEquals(stage.core.online, 2);
    assertEquals(alice.name, "alice");
  },
);

pure("Room relays a broadcast to all the others that have a name", () => {
  const stage = new Stage();
  const alice = stage.enter("A", "alice");
  stage.enter("B", "bob");
  stage.enter("N");
  stage.enter("C", "carol");
  assertEquals(stage.ask(alice, { type: "say", text: " hi  all " }), [
    "B C < message alice  hi  all ",
    "A < ok",
  ]);
});

pure("Room relays a private message to one, who may be oneself", () => {
  const stage = new Stage();
  const alice = stage.enter("A", "alice");
  stage.enter("B", "bob");
  stage.enter("C", "carol");
  const hi = { type: "tell", text: "hi" } as const;
  assertEquals(stage.ask(alice, { ...hi, to: "carol" }), ["C < message alice hi true", "A < ok"]);
  assertEquals(stage.ask(alice, { ...hi, to: "alice" }), ["A < message alice hi true", "A < ok"]);
  assertEquals(stage.refusal(alice, { ...hi, to: "Carol" }), "no-such-user");
  assertEquals(stage.refusal(alice, { ...hi, to: "" }), "no-such-user");
});

pure("Room refuses texts of no characters and of too many", () => {
  const stage = new Stage();
  const alice = stage.enter("A", "alice");
  for (const text of ["", "x".repeat(65_536)]) {
    assertEquals(stage.refusal(alice, { type: "say", text }), "text-bad");
    assertEquals(stage.refusal(alice, { type: "tell", to: "alice", text }), "text-bad");
  }
  assertEquals(stage.ask(alice, { type: "say", text: "😀".repeat(65_535) }).at(-1), "A < ok");
});

pure("Room compares names in their one form", () => {
  const stage = new Stage();
  stage.enter("Z", "zoe\u0301");
  const other = stage.enter("A", "alice");
  assertEquals(stage.refusal(other, { type: "name", name: "zoé" }), "name-taken");
  const said = stage.ask(other, { type: "tell", to: "zoe\u0301", text: "hi" });
  assertEquals(said, ["Z < message alice hi true", "A < ok"]);
});

pure("Room announces a change of name; the old name is free, the place stays", () => {
  const stage = new Stage();
  const alice = stage.enter("A", "alice");
  const bob = stage.enter("B", "bob");
  assertEquals(stage.refusal(alice, { type: "name", name: "bob" }), "name-taken");
  assertEquals(stage.refusal(alice, { type: "name", name: ".." }), "name-bad");
  assertEquals(stage.ask(alice, { type: "name", name: "alice" }), ["A < ok"]);
  assertEquals(stage.ask(alice, { type: "name", name: "al" }), [
    "A < ok",
    "log renamed",
    "A B < renamed alice al",
  ]);
  assertEquals(names(stage, bob), ["al", "bob"]);
  assertEquals(stage.ask(bob, { type: "name", name: "alice" })[0], "B < ok");
  assertEquals(stage.refusal(bob, { type: "login", name: "robert" }), "already-named");
});

pure("Room lists names in the order of arrival", () => {
  const stage = new Stage();
  const late = stage.enter("N");
  for (const name of ["carol", "alice", "bob"]) stage.enter(name, name);
  stage.ask(late, { type: "login", name: "aaron" });
  assertEquals(names(stage, late), ["carol", "alice", "bob", "aaron"]);
});

pure("Room frees the name of who logs out, and lets them stay", () => {
  const stage = new Stage();
  const alice = stage.enter("A", "alice");
  const bob = stage.enter("B", "bob");
  assertEquals(stage.ask(alice, { type: "logout" }), ["A < ok", "log unnamed", "B < left alice"]);
  assertEquals(stage.refusal(alice, { type: "say", text: "hi" }), "not-named");
  assertEquals(stage.ask(bob, { type: "name", name: "alice" })[0], "B < ok");
  assertEquals(stage.refusal(alice, { type: "login", name: "alice" }), "name-taken");
  assertEquals(stage.ask(alice, { type: "login", name: "bob" })[2], "A B < joined bob");
});

pure("Room tells the others once that somebody has left, by goodbye or without", () => {
  const stage = new Stage();
  const alice = stage.enter("A", "alice");
  const bob = stage.enter("B", "bob");
  stage.enter("C", "carol");
  assertEquals(stage.ask(alice, { type: "bye" }), ["B C < left alice", "A < ok", "close A"]);
  assertEquals(stage.tell(stage.core.disconnect(alice)), []);
  assertEquals(stage.tell(stage.core.disconnect(bob)), ["C < left bob"]);
  assertEquals(stage.enter("A2", "alice").name, "alice");
});

pure("Room answers a request it does not know, and goes on", () => {
  const stage = new Stage();
  const asked = { type: "unknown", asked: "fly" } as const;
  for (const session of [stage.stranger(), stage.enter("N"), stage.enter("A", "alice")]) {
    assertEquals(stage.refusal(session, asked), "unknown-request");
  }
});

pure("Room lets a fault of its own through, to end the conversation and be logged", () => {
  const core = new RoomStage({
    now: () => {
      throw new Error("the clock stopped");
    },
    random: () => "secret",
  });
  const hello = { id: 1, type: "hello", version: 1, name: "alice" } as const;
  assertThrows(() => core.handle(core.connect(), hello), Error, "the clock stopped");
});

pure("the welcome names the newcomer and counts who is online", () => {
  assertEquals(defaultWelcome("alice", 1), "Welcome, alice! 1 user is online.");
  assertEquals(defaultWelcome("bob", 2), "Welcome, bob! 2 users are online.");
  assertEquals(
    defaultWelcome(undefined, 0),
    "Welcome! 0 users are online. Take a name to join in.",
  );
  const welcome = welcomeFrom("{name}: {online} {name}");
  assertEquals(welcome("$&", 3), "$&: 3 $&");
  assertEquals(welcome(undefined, 3), "stranger: 3 stranger");
});

function names(stage: Stage, asking: Session): readonly string[] {
  const [effect] = stage.core.handle(asking, { id: 1, type: "who" });
  if (effect?.type !== "reply" || !("ok" in effect.reply)) throw new Error("refused");
  return (effect.reply.ok as { names: string[] }).names;
}
