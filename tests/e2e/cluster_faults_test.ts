/** What breaks in a cluster, with real processes: servers, and NATS itself. */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { Babble } from "../helpers/babble.ts";
import { NATS_PROGRAM, NatsServer } from "../helpers/nats_server.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RoamingGuest } from "../helpers/roaming_guest.ts";

/** How long the clients of a dead server may be there for the others, in ms. */
const GONE_WITHIN_MS = 15_000;

/** Three servers, and guests on each of them. */
class Stage implements AsyncDisposable {
  readonly servers: { server: Program; port: number }[] = [];
  readonly guests: RoamingGuest[] = [];

  constructor(readonly nats: NatsServer) {}

  static async begin(guestsOfEach: number): Promise<Stage> {
    const stage = new Stage(await NatsServer.start());
    try {
      for (let i = 0; i < 3; i++) await stage.startServer();
      const join = ({ port }: { port: number }, at: number) =>
        RoamingGuest.join(`g${at}`, port).then((guest) => stage.guests.push(guest));
      const all = Array.from({ length: 3 * guestsOfEach }, (_, at) => at);
      await Promise.all(all.map((at) => join(stage.servers[at % 3]!, at)));
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  async startServer(): Promise<void> {
    const { server, port } = await serve(this.#args());
    this.servers.push({ server, port: Number(port) });
  }

  /** Stops a server as its operator does, and starts it again where it was. */
  async restart(at: number): Promise<void> {
    const { server, port } = this.servers[at]!;
    server.kill("SIGTERM");
    assertEquals(await server.exit(), 0);
    await server[Symbol.asyncDispose]();
    const where = ["--port", `${port}`, "--host", "127.0.0.1"];
    const again = Program.start(["serve", ...where, ...this.#args()]);
    this.servers[at] = { server: again, port };
    await again.line(/listening on /);
  }

  #args(): string[] {
    return ["--cluster", this.nats.url, "--rate", "0"];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const guest of this.guests) await guest[Symbol.asyncDispose]();
    for (const { server } of this.servers) await server[Symbol.asyncDispose]();
    await this.nats[Symbol.asyncDispose]();
  }
}

function test(name: string, guestsOfEach: number, fn: (stage: Stage) => Promise<void>): void {
  testWith(["read", "write", "run", "env"], `cluster: ${name}`, async () => {
    await using stage = await Stage.begin(guestsOfEach);
    await fn(stage);
  }, NATS_PROGRAM);
}

/** Waits until a guest has a server again. */
function isBack(guest: RoamingGuest): Promise<void> {
  return guest.until(
    "is back",
    ({ events }) =>
      events.findLastIndex(({ type }) => type === "back") >=
        events.findLastIndex(({ type }) => type === "lost"),
  );
}

/** How often somebody was told that somebody left. */
function lefts(guest: RoamingGuest, name: string): number {
  return guest.events.filter((event) => event.type === "left" && event.name === name).length;
}

/** Ends the talk, and checks that everybody has heard all, in one order, and what was refused. */
async function endTalk(babble: Babble, ...expected: readonly string[]): Promise<void> {
  await babble.stop();
  await babble.checkHeard();
  babble.checkOrder();
  assertEquals(babble.refused.filter((code) => !expected.includes(code)), []);
}

/** Checks that texts are said in so many ms, then ends the talk. */
async function talkGoesOn(
  babble: Babble,
  ms: number,
  ...expected: readonly string[]
): Promise<void> {
  const before = babble.said.length;
  await delay(ms);
  await endTalk(babble, ...expected);
  assert(babble.said.length > before, "the talk goes on");
}

test("three servers tell the same in the same order", 4, async ({ guests }) => {
  const babble = new Babble(guests, 20);
  await delay(2_000);
  await endTalk(babble);
  assert(babble.said.length > 200, `${babble.said.length} texts`);
});

test("a server dies: its people come back elsewhere, and nothing is lost", 4, async (stage) => {
  const { servers, guests } = stage;
  const [, two] = servers;
  using ghost = await RawClient.join(two!.port, "ghost");
  const babble = new Babble(guests, 100);
  await delay(1_000);
  two!.server.kill("SIGKILL");
  const killedAt = performance.now();
  const others = guests.filter(({ port }) => port !== two!.port);
  assertEquals(others.length, 8);
  await Promise.all(
    others.map((guest) => guest.until("the ghost has left", (each) => lefts(each, "ghost") > 0)),
  );
  assert(performance.now() - killedAt < GONE_WITHIN_MS);
  await babble.stop();
  await babble.checkHeard();
  babble.checkOrder();
  assert(guests.every(({ port }) => port !== two!.port));
  for (const guest of others) {
    assertEquals(lefts(guest, "ghost"), 1);
    for (const { name } of guests) assert(lefts(guest, name) <= 1);
  }
  ghost.conn.close();
});

test("nats-server is killed under load and comes back", 3, async ({ nats, guests }) => {
  const babble = new Babble(guests, 50);
  await delay(1_000);
  nats.kill("SIGKILL");
  await nats.restart();
  await delay(3_000);
  await talkGoesOn(babble, 1_000, "cut-off");
});

test("nats-server stands still for 3 s: nothing is refused", 3, async ({ nats, guests }) => {
  const babble = new Babble(guests, 50);
  await delay(1_000);
  nats.kill("SIGSTOP");
  await delay(3_000);
  nats.kill("SIGCONT");
  await delay(1_500);
  await endTalk(babble);
});

test(
  "nats-server stands still for 13 s: texts are refused, clients sent away, and all go on",
  2,
  async (stage) => {
    const { nats, guests } = stage;
    const babble = new Babble(guests, 200);
    await delay(500);
    nats.kill("SIGSTOP");
    await Promise.all(
      guests.map((guest) =>
        guest.until(
          "is sent away",
          ({ events }) =>
            events.some((event) =>
              event.type === "lost" && event.end.type === "closing" &&
              event.end.error.code === "cut-off"
            ),
        )
      ),
    );
    assert(babble.refused.length > 0, "some texts are refused");
    nats.kill("SIGCONT");
    await Promise.all(guests.map(isBack));
    await talkGoesOn(babble, 2_000, "cut-off");
  },
);

test("a server that hangs for long takes part anew, and nothing counts twice", 2, async (stage) => {
  const { servers, guests } = stage;
  const [, two] = servers;
  const babble = new Babble(guests, 300);
  await delay(500);
  two!.server.kill("SIGSTOP");
  const [hung, others] = [true, false].map((is) =>
    guests.filter(({ port }) => (port === two!.port) === is)
  );
  const hasSeen = (guest: RoamingGuest) => hung!.every(({ name }) => lefts(guest, name) === 1);
  await Promise.all(others!.map((guest) => guest.until("those have left", hasSeen)));
  two!.server.kill("SIGCONT");
  await two!.server.line(/cut off from the other servers/);
  await two!.server.line(/in the room with 2 other servers/);
  await Promise.all(
    hung!.map((guest) =>
      guest.until("is back", ({ events }) => events.some(({ type }) => type === "back"))
    ),
  );
  await delay(1_000);
  await endTalk(babble, "cut-off");
});

test(
  "all three servers are restarted, one after the other, while many talk",
  100,
  async (stage) => {
    const babble = new Babble(stage.guests, 3_000);
    for (let at = 0; at < 3; at++) {
      await stage.restart(at);
      await Promise.all(stage.guests.map(isBack));
    }
    await talkGoesOn(babble, 2_000);
    assert(babble.said.length > 300, `${babble.said.length} texts`);
  },
);

testWith(
  ["read", "write", "run", "env"],
  "cluster: all servers die: the next one waits, then has what was said, and nobody",
  async () => {
    await using nats = await NatsServer.start();
    const { server, port } = await serve(["--cluster", nats.url]);
    await using one = server;
    await using alice = await RoamingGuest.join("alice", Number(port));
    await alice.say("before");
    one.kill("SIGKILL");
    const { server: two, port: other } = await serve(["--cluster", nats.url]);
    await using _two = two;
    assert(two.lines.some((line) => /waiting for the other servers/.test(line)));
    using bob = await RawClient.connect(Number(other));
    const hello = await bob.ok({ type: "hello", version: 1, name: "bob", history: 10 });
    assertEquals([hello.earlier, hello.servers], [1, []]);
    assertEquals((await bob.answer({ type: "who" })).ok, { names: ["bob"] });
  },
  NATS_PROGRAM,
);
