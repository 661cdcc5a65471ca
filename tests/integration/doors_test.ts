/** One room, whatever the door: who does what, and what everyone else is shown of it. */
import { assert, assertEquals } from "@std/assert";
import type { Ask, Notice } from "../../protocol/mod.ts";
import { assertSaid, LineClient, loadSessions } from "../helpers/line_client.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

/** What a notice says, on one line. */
function told(notice: Notice): string {
  switch (notice.type) {
    case "message":
      return `${notice.from}${notice.private ? " (private)" : ""}: ${notice.text}`;
    case "renamed":
      return `${notice.from} → ${notice.to}`;
    case "joined":
    case "left":
      return `${notice.name} ${notice.type}`;
    default:
      return notice.type;
  }
}

/** What each has been shown. */
interface Seen {
  native: string[];
  irc: string[];
  text: string[];
}

/** A member by each door, and what each has been shown since it was asked last. */
class Company implements AsyncDisposable {
  readonly server = startServer({ loadSessions });
  native!: RawClient;
  irc!: LineClient;
  text!: LineClient;

  static async meet(): Promise<Company> {
    const company = new Company();
    const { port } = company.server;
    company.native = await RawClient.join(port, "nat");
    company.irc = await LineClient.irc(port, "ike");
    company.text = await LineClient.text(port, "tex");
    await company.seen();
    return company;
  }

  /** What each has been shown, once all that one of them asked for is done. */
  async seen(by: Deed["by"] = "native"): Promise<Seen> {
    const first = { native: [], irc: [], text: [], ...await this.#shown(by) };
    for (const door of ["native", "irc", "text"] as const) {
      first[door] = [...first[door], ...(await this.#shown(door))[door]!];
    }
    return first;
  }

  async #shown(door: Deed["by"]): Promise<Partial<Seen>> {
    if (door === "irc") return { irc: await this.irc.sync() };
    return door === "text"
      ? { text: await this.text.syncText() }
      : { native: await this.#nativeNotices() };
  }

  async #nativeNotices(): Promise<string[]> {
    const id = await this.native.send({ type: "who" });
    const notices: string[] = [];
    for (;;) {
      const frame = (await this.native.frame())!;
      const message = JSON.parse(new TextDecoder().decode(frame.payload));
      if (message.id === id) return notices;
      if (frame.type === 3) notices.push(told(message));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.native[Symbol.dispose]();
    await this.irc[Symbol.asyncDispose]();
    await this.text[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

/** What one does by its door, and what all are shown, their own included. */
interface Deed {
  readonly by: "native" | "irc" | "text";
  readonly does: Ask | string;
  readonly native?: readonly string[];
  readonly irc?: readonly string[];
  readonly text?: readonly string[];
}

const DEEDS: readonly Deed[] = [
  {
    by: "native",
    does: { type: "say", text: "hello" },
    irc: [":nat PRIVMSG #chat :hello"],
    text: ["nat: hello"],
  },
  {
    by: "irc",
    does: "PRIVMSG #chat :hello",
    native: ["ike: hello"],
    text: ["ike: hello"],
  },
  {
    by: "text",
    does: "hello",
    native: ["tex: hello"],
    irc: [":tex PRIVMSG #chat :hello"],
  },
  {
    by: "irc",
    does: "NOTICE #chat :beep",
    native: ["ike: beep"],
    text: ["ike: beep"],
  },
  {
    by: "irc",
    does: "PRIVMSG #chat :\x01ACTION waves\x01",
    native: ["ike: /me waves"],
    text: ["ike: /me waves"],
  },
  {
    by: "text",
    does: "/me waves",
    native: ["tex: /me waves"],
    irc: [":tex PRIVMSG #chat :\x01ACTION waves\x01"],
  },
  {
    by: "native",
    does: { type: "say", text: "one\ntwo\r\n\nthree" },
    irc: [":nat PRIVMSG #chat :one", ":nat PRIVMSG #chat :two", ":nat PRIVMSG #chat :three"],
    text: ["nat: one", "    two", "    ", "    three"],
  },
  { by: "irc", does: "PRIVMSG #chat :\x01VERSION\x01" },
  {
    by: "irc",
    does: "PRIVMSG #chat :\x0304,01red\x03 \x02bold\x0f",
    native: ["ike: red bold"],
    text: ["ike: red bold"],
  },
  {
    by: "native",
    does: { type: "say", text: "\x1b[2J\x01VERSION\x01\x9b31mx\u202e" },
    irc: [":nat PRIVMSG #chat :VERSIONx"],
    text: ["nat: VERSIONx"],
  },
  {
    by: "native",
    does: { type: "tell", to: "ike", text: "psst" },
    irc: [":nat PRIVMSG ike :psst"],
  },
  { by: "irc", does: "PRIVMSG TEX :psst", text: ["ike (private): psst"] },
  { by: "text", does: "/msg nat psst", native: ["tex (private): psst"] },
  { by: "irc", does: "PRIVMSG nat :\x01ACTION winks\x01", native: ["ike (private): /me winks"] },
  {
    by: "native",
    does: { type: "name", name: "#n,at!" },
    native: ["nat → #n,at!"],
    irc: [":nat NICK ＃n，at！"],
    text: ["nat is now #n,at!"],
  },
  { by: "irc", does: "PRIVMSG ＃n，at！ :hi", native: ["ike (private): hi"] },
  {
    by: "native",
    does: { type: "name", name: "IKE" },
    native: ["#n,at! → IKE"],
    irc: [
      ":＃n，at！ NICK IKE_2",
      ":chat.local NOTICE #chat :IKE_2 is not ike: it only looks the same",
    ],
    text: ["#n,at! is now IKE (not ike: it only looks the same)"],
  },
  { by: "irc", does: "PRIVMSG ike_2 :twin", native: ["ike (private): twin"] },
  {
    by: "native",
    does: { type: "name", name: "[]{}|^`".replace("|", "") },
    native: ["IKE → []{}^`"],
    irc: [":IKE_2 NICK []{}^`"],
    text: ["IKE is now []{}^`"],
  },
  {
    by: "text",
    does: "/name 🦊",
    native: ["tex → 🦊"],
    irc: [":tex NICK 🦊"],
    text: ["tex is now 🦊"],
  },
  {
    by: "irc",
    does: "NICK zoë",
    native: ["ike → zoë"],
    irc: [":ike NICK zoë"],
    text: ["ike is now zoë"],
  },
  { by: "irc", does: "PRIVMSG 🦊 :hi fox", text: ["zoë (private): hi fox"] },
  {
    by: "irc",
    does: "AWAY :lunch",
    irc: [":chat.local 306 zoë :You have been marked as being away"],
  },
  {
    by: "irc",
    does: "TOPIC #chat :tea",
    irc: [":zoë TOPIC #chat :tea"],
  },
  {
    by: "irc",
    does: "PART #chat :tea",
    irc: [":zoë PART #chat :tea"],
  },
  { by: "native", does: { type: "say", text: "are you there?" }, text: ["[]{}^`: are you there?"] },
  {
    by: "native",
    does: { type: "tell", to: "zoë", text: "you?" },
    irc: [":[]{}^` PRIVMSG zoë :you?"],
  },
  {
    by: "irc",
    does: "PRIVMSG #chat :no",
    irc: [":chat.local 404 zoë #chat :You cannot send to a channel that you have not joined"],
  },
  {
    by: "irc",
    does: "JOIN #CHAT",
    irc: [
      ":zoë JOIN #chat",
      ":chat.local 332 zoë #chat :tea",
      ":chat.local 353 zoë = #chat :[]{}^` zoë 🦊",
      ":chat.local 366 zoë #chat :End of /NAMES list",
    ],
  },
];

Deno.test("what one does by a door, everyone is shown by theirs", async () => {
  await using company = await Company.meet();
  for (const { by, does, native = [], irc = [], text = [] } of DEEDS) {
    if (by === "native") await company.native.send(does as Ask);
    else await company[by].send(does as string);
    const what = `${by}: ${JSON.stringify(does)}`;
    const seen = await company.seen(by);
    assertEquals(seen.native, [...native], what);
    assertEquals(seen.text, [...text], what);
    assertSaid(seen.irc.filter((line) => !line.includes(" 333 ")), irc);
  }
});

Deno.test("who comes and goes by a door, everyone is shown by theirs", async () => {
  await using company = await Company.meet();
  const { port } = company.server;
  await using irc = await LineClient.irc(port, "new", { outside: true });
  assertEquals(await company.seen(), { native: ["new joined"], irc: [], text: ["new has joined"] });
  await irc.send("JOIN #chat");
  await irc.sync();
  assertSaid((await company.seen()).irc, [":new JOIN #chat"]);
  await irc.send("QUIT :tea");
  await irc.end();
  const { native, irc: shown, text } = await company.seen();
  assertEquals([native, text], [["new left"], ["new has left"]]);
  assertSaid(shown, [":new QUIT :Quit: tea"]);

  await using person = await LineClient.text(port, "new");
  assertSaid((await company.seen()).irc, [":new JOIN #chat"]);
  await person.send("/quit");
  await person.end();
  assertSaid((await company.seen()).irc, [":new QUIT :Left"]);
});

Deno.test("a text of 300 lines said by any door reaches the others whole, or its first ten lines", async () => {
  const line = (i: number) => [...`${i} ${"ab cdé🦊".repeat(40)}`].slice(0, 218).join("");
  const lines = Array.from({ length: 300 }, (_, i) => line(i + 1));
  const text = [...lines.join("\n")].slice(0, 65_535).join("");
  await using company = await Company.meet();
  await company.native.send({ type: "say", text });
  const { irc, text: shown } = await company.seen();
  assertEquals(shown.length, 300);
  const whole = shown.map((each, i) => each.slice(i === 0 ? "nat: ".length : 4)).join("\n");
  assert(whole === text, "the text door shows it whole");
  assertEquals(irc.length, 11);
  const source = irc[0]!.slice(0, irc[0]!.indexOf(" PRIVMSG"));
  const heads = irc.slice(0, 10).map((each) => each.slice(`${source} PRIVMSG #chat :`.length));
  assert(text.replaceAll("\n", "").startsWith(heads.join("")));
  assert(irc.every((each) => new TextEncoder().encode(each).length <= 510));
  const [, link] = / :\[\d+ more lines: (\S+)\]$/.exec(irc[10]!) ?? [];
  assert(await (await fetch(link!)).text() === `${text}\n`, "the link leads to the text");

  for (const each of lines) await company.irc.send(`PRIVMSG #chat :${each}`);
  await company.irc.sync();
  const said = (await company.seen()).text;
  assert(said.join("\n") === lines.map((each) => `ike: ${each}`).join("\n"));

  for (const each of lines) await company.text.send(each);
  await company.text.syncText();
  const heard = (await company.seen()).irc.map((each) => each.replace(/^\S+ PRIVMSG #chat :/, ""));
  assert(heard.join("\n") === lines.join("\n"));
});
