/** What stays true of the room, whoever comes by whatever door and does whatever. */
import { assert, assertEquals } from "@std/assert";
import type { Ask } from "../../protocol/mod.ts";
import { foldCase } from "../../server/doors/irc/casemap.ts";
import fc from "../helpers/fast_check.ts";
import { LineClient, loadSessions } from "../helpers/line_client.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

const ACTORS = 6;
/** Few, so that they meet: twins in case, what IRC cannot carry, a suffix that somebody has. */
const NAMES = ["ann", "Ann", "ANN", "ann_2", "#b!", "＃b！", "é", "🦊"];

const name = fc.constantFrom(...NAMES);
const deed = fc.record({
  who: fc.nat(ACTORS - 1),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant({ type: "say" } as const) },
    { weight: 2, arbitrary: name.map((to) => ({ type: "tell", to } as const)) },
    { weight: 2, arbitrary: name.map((name) => ({ type: "rename", name } as const)) },
    { weight: 1, arbitrary: fc.constant({ type: "leave" } as const) },
    { weight: 2, arbitrary: name.map((name) => ({ type: "come", name } as const)) },
  ),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Somebody who acts by one door, and may be gone. */
interface Actor {
  come(port: number, name: string): Promise<void>;
  say(text: string): Promise<void>;
  tell(to: string, text: string): Promise<void>;
  rename(name: string): Promise<void>;
  leave(): Promise<void>;
}

Deno.test("everyone is shown the same, in the same order, by every door", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 60, size: "max" }), async (deeds) => {
      await using server = startServer({ loadSessions });
      using native = await RawClient.join(server.port, "nat");
      await using irc = await LineClient.irc(server.port, "ike");
      await using text = await LineClient.text(server.port, "tex");
      await text.syncText();
      await irc.sync();
      await namesAndNotices(native);
      const said = await play(server.port, deeds);
      const { names, notices } = await namesAndNotices(native);
      const onText = await text.syncText();
      const onIrc = await irc.sync();

      assertEquals(new Set(names).size, names.length, "no name is taken twice");
      const messages = notices.filter((line) => line.startsWith("say "));
      assertEquals(messages.map((line) => line.slice(4)).sort(), [...said].sort());
      assertEquals(onText.filter(isMessage).map(lastWord), messages.map(lastWord));
      assertEquals(
        onIrc.filter((line) => / PRIVMSG #chat /.test(line)).map(lastWord).map(bare),
        messages.map(lastWord),
      );
      assertEquals(
        onText.filter((line) => !isMessage(line)),
        notices.filter((line) => !line.startsWith("say ")),
      );
      await checkNames(irc, names);
    }),
    { numRuns: 40 },
  );
});

/** Does all deeds, each actor in its own order, and waits until all are done; returns what was said. */
async function play(port: number, deeds: readonly Deed[]): Promise<Set<string>> {
  const actors: Actor[] = [
    nativeActor(),
    nativeActor(),
    ircActor(),
    ircActor(),
    textActor(),
    textActor(),
  ];
  const said = new Set<string>();
  const here = new Set<number>();
  await Promise.all(actors.map(async (actor, who) => {
    for (const [number, { what }] of deeds.filter((each) => each.who === who).entries()) {
      const text = `m${who}.${number}`;
      if (what.type === "come" && !here.has(who)) {
        await actor.come(port, `${what.name}${who}`.slice(0, 20));
        here.add(who);
      } else if (!here.has(who)) continue;
      else if (what.type === "say") {
        said.add(text);
        await actor.say(text);
      } else if (what.type === "tell") await actor.tell(what.to, text);
      else if (what.type === "rename") await actor.rename(what.name);
      else if (what.type === "leave") {
        await actor.leave();
        here.delete(who);
      }
    }
  }));
  await Promise.all([...here].map((who) => actors[who]!.leave()));
  return said;
}

function nativeActor(): Actor {
  let client: RawClient | undefined;
  const ask = async (ask: Ask) => void await client!.answer(ask);
  return {
    async come(port, name) {
      client = await RawClient.connect(port);
      await ask({ type: "hello", version: 1, name } as Ask);
    },
    say: (text) => ask({ type: "say", text }),
    tell: (to, text) => ask({ type: "tell", to, text } as Ask),
    rename: (name) => ask({ type: "name", name } as Ask),
    async leave() {
      await ask({ type: "bye" });
      client![Symbol.dispose]();
    },
  };
}

function ircActor(): Actor {
  let client: LineClient | undefined;
  const send = async (line: string) => {
    await client!.send(line);
    await client!.sync();
  };
  return {
    async come(port, name) {
      client = await LineClient.connect(port);
      await client.send(`NICK ${name.replace(/[#!]/g, "x")}`, "USER a 0 * :b", "JOIN #chat");
      await client.sync();
    },
    say: (text) => send(`PRIVMSG #chat :${text}`),
    tell: (to, text) => send(`PRIVMSG ${to} :${text}`),
    rename: (name) => send(`NICK ${name}`),
    async leave() {
      await client!.send("QUIT");
      await client!.end();
      await client![Symbol.asyncDispose]();
    },
  };
}

function textActor(): Actor {
  let client: LineClient | undefined;
  const send = async (line: string) => {
    await client!.send(line);
    await client!.syncText();
  };
  return {
    async come(port, name) {
      client = await LineClient.text(port, name);
      await client.syncText();
    },
    say: (text) => send(text),
    tell: (to, text) => send(`/msg ${to} ${text}`),
    rename: (name) => send(`/name ${name}`),
    async leave() {
      await client!.send("/quit");
      await client!.end();
      await client![Symbol.asyncDispose]();
    },
  };
}

/** Who is here, and what our own client has been shown before, as the text door writes it. */
async function namesAndNotices(client: RawClient): Promise<{ names: string[]; notices: string[] }> {
  const id = await client.send({ type: "who" });
  const notices: string[] = [];
  for (;;) {
    const { payload, type } = (await client.frame())!;
    const message = JSON.parse(new TextDecoder().decode(payload));
    if (message.id === id) return { names: message.ok.names, notices };
    if (type === 3) notices.push(written(message));
  }
}

function written(notice: Record<string, string>): string {
  if (notice.type === "message") return `say ${notice.text}`;
  const like = notice.like === undefined ? "" : ` (not ${notice.like}: it only looks the same)`;
  if (notice.type === "renamed") return `${notice.from} is now ${notice.to}${like}`;
  return `${notice.name} has ${notice.type}${like}`;
}

function isMessage(line: string): boolean {
  return /^\S+: m\d/.test(line);
}

function lastWord(line: string): string {
  return line.split(" ").at(-1)!;
}

function bare(word: string): string {
  return word.replace(/^:/, "");
}

/** Each name has one nick, each nick one name. */
async function checkNames(irc: LineClient, names: readonly string[]): Promise<void> {
  await irc.send("NAMES #chat");
  const nicks = (await irc.sync()).flatMap((line) =>
    / 353 \S+ = #chat :(.*)$/.exec(line)?.[1]?.split(" ") ?? []
  );
  assertEquals(nicks.length, names.length);
  assertEquals(new Set(nicks.map(foldCase)).size, names.length);
  assert(nicks.every((nick) => !/[!@,*? ]/.test(nick)));
}
