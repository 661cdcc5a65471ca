/** What stays true of the chat whatever its clients ask for, in whatever order. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import {
  type Ask,
  type Notice,
  PROTOCOL_VERSION,
  type Reply,
  type Result,
} from "../../../../protocol/mod.ts";
import { type Deed as RoomDeed, RoomStage, type Session } from "../../../helpers/room_stage.ts";
import { pure } from "../../../helpers/pure.ts";

const CLIENTS = 5;
/** Few, so that they meet; the last two are one name in two forms, the one before is none. */
const NAMES = ["ann", "bob", "Ann", "no name", "\u00e9", "e\u0301"];

const name = fc.constantFrom(...NAMES);
const ask: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: "say", text: "" } as const) },
  { weight: 4, arbitrary: name.map((to) => ({ type: "tell", to, text: "" } as const)) },
  { weight: 2, arbitrary: name.map((name) => ({ type: "name", name } as const)) },
  name.map((name) => ({ type: "login", name } as const)),
  fc.constantFrom<Ask>(
    { type: "logout" },
    { type: "who" },
    { type: "help" },
    { type: "files" },
    { type: "get", name: "a" },
    { type: "bye" },
    { type: "unknown", asked: "dance" },
    { type: "download", version: PROTOCOL_VERSION, ticket: "" },
    { type: "hello", version: PROTOCOL_VERSION + 1 },
  ),
);

/** What one client does next: ask, hang up, or connect anew, with a name, a secret, or neither. */
const deed = fc.record({
  who: fc.nat(CLIENTS - 1),
  what: fc.oneof(
    { weight: 8, arbitrary: ask },
    { weight: 2, arbitrary: fc.record({ connect: fc.option(name), secret: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant("hang up" as const) },
  ),
});

pure("Room: names are unique, each request has one answer, order is kept", () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 200, size: "max" }), (deeds) => {
      const world = new World();
      for (const { who, what } of deeds) world.obey(world.clients[who]!, what);
    }),
    { numRuns: 400 },
  );
});

/** A client as a test knows it: it survives its connections. */
interface Client {
  session?: Session;
  secret?: string;
  lastId: number;
  lastSeq: number;
  /** The number of the last text heard from each sender. */
  readonly heard: Map<Client, number>;
}

type Deed = Ask | { connect: string | null; secret: boolean } | "hang up";

/** Runs a core, and checks all that comes out of it. */
class World {
  readonly clients: Client[] = Array.from(
    { length: CLIENTS },
    () => ({ lastId: 0, lastSeq: 0, heard: new Map() }),
  );
  readonly #core: RoomStage;
  #now = 0;
  #secrets = 0;
  #texts = 0;
  #returning?: Session;
  readonly #senders = new Map<number, Client>();

  constructor() {
    const random = () => `secret ${++this.#secrets}`;
    this.#core = new RoomStage({ now: () => this.#now, random });
  }

  obey(client: Client, what: Deed): void {
    this.#now += 1;
    if (what === "hang up") this.#hangUp(client);
    else if ("connect" in what) this.#connect(client, what.connect ?? undefined, what.secret);
    else if (client.session) this.#ask(client, client.session, what);
    this.#checkNames();
  }

  #hangUp(client: Client): void {
    const { session } = client;
    client.session = undefined;
    if (session) this.#perform(this.#core.disconnect(session));
  }

  #connect(client: Client, name: string | undefined, withSecret: boolean): void {
    const old = client.session;
    const session = client.session = this.#core.connect();
    const secret = withSecret ? client.secret : undefined;
    if (old && secret === undefined) this.#perform(this.#core.disconnect(old));
    const last = client.lastSeq;
    if (secret !== undefined) this.#returning = session;
    this.#ask(client, session, { type: "hello", version: PROTOCOL_VERSION, name, secret, last });
    this.#returning = undefined;
    if (old) this.#perform(this.#core.disconnect(old)); // A second time, if it is over already.
  }

  #ask(client: Client, session: Session, ask: Ask): void {
    this.#senders.set(++this.#texts, client);
    const text = `${this.#texts}`;
    const request = { id: ++client.lastId, ...("text" in ask ? { ...ask, text } : ask) };
    const named = session.name !== undefined;
    const effects = this.#core.handle(session, request);
    const answers = effects.filter(({ type }) =>
      type === "reply" || type === "list-files" || type === "grant"
    );
    assertEquals(answers.length, 1, `${ask.type} has one answer`);
    if (ask.type === "say" || ask.type === "tell") {
      const spoken = effects.some(({ type }) => type === "notice");
      assert(named || !spoken, "the nameless are not heard");
    }
    this.#perform(effects, client);
  }

  #perform(effects: readonly RoomDeed[], asker?: Client): void {
    for (const effect of effects) {
      if (effect.type === "reply") this.#reply(effect.to, effect.reply, asker!);
      if (effect.type === "notice") { for (const to of effect.to) this.#notice(to, effect.notice); }
      if (effect.type === "close") this.#hangUp(asker!);
    }
  }

  #reply(to: Session, reply: Reply, asker: Client): void {
    assertEquals(reply.id, asker.lastId);
    if (to !== asker.session) return assert(asker.session === undefined);
    if (!("ok" in reply) || !("secret" in reply.ok)) return;
    const { secret, resumed, seq } = reply.ok as Result<"hello">;
    asker.secret = secret;
    if (!resumed) asker.lastSeq = seq;
  }

  #notice(to: Session, notice: Notice): void {
    const client = this.clients.find(({ session }) => session === to);
    assert(client, "nothing is sent to who has gone");
    assert(to.member !== undefined, "nothing is sent to who said no hello");
    if (notice.type !== "message") return;
    const wasMissed = this.#returning === to; // Under a name that may be somebody else's by now.
    assert(to.name !== undefined || wasMissed, "the nameless hear no message");
    assert(notice.seq > client.lastSeq, "messages come once, in the order of their numbers");
    client.lastSeq = notice.seq;
    const number = Number(notice.text);
    const sender = this.#senders.get(number)!;
    assert(number > (client.heard.get(sender) ?? 0), "a sender's order is kept");
    client.heard.set(sender, number);
    assert(notice.private || sender !== client, "nobody hears what they said to all");
  }

  /** Checks that no name is there twice, and that the core counts as many. */
  #checkNames(): void {
    const names = this.clients.flatMap(({ session }) => session?.name ?? []);
    assertEquals(new Set(names).size, names.length, "names are unique");
    for (const name of names) assertEquals(name, name.normalize("NFC"));
    assertEquals(this.#core.online, names.length, "no ghost has a name");
  }
}
