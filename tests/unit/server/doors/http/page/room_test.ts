/** What the page knows of a room. */
import { assertEquals } from "@std/assert";
import { Room, type Watcher } from "../../../../../../server/doors/http/page/room.js";
import type { Row, Thread } from "../../../../../../server/doors/http/page/thread.js";
import { pure } from "../../../../../helpers/pure.ts";

const TIME = new Date(2026, 10, 21, 12).getTime();

/** A room with me, bob and al in it, and a list of what it told. */
function stage(): { room: Room; told: string[] } {
  const told: string[] = [];
  const tell = (what: string) => (thread: Thread, rows: Row | Row[]) =>
    void told.push(`${what} ${thread.name || "all"} ${[rows].flat().length}`);
  const watcher: Watcher = {
    added: tell("added"),
    prepended: tell("prepended"),
    changed: tell("changed"),
    people: () => {},
    said: (thread, { text }) => void told.push(`said ${thread.name || "all"} ${text}`),
  };
  const room = new Room(watcher);
  room.greeted({ name: "me", seq: 4, secret: "s" });
  room.here(["me", "bob", "al"]);
  return { room, told };
}

function message(seq: number, from: string, text: string, more = {}) {
  return { type: "message", from, text, time: TIME, seq, ...more };
}

function texts(room: Room, thread = ""): string[] {
  return room.thread(thread).rows.filter((row) => row.kind === "message").map(({ text }) => text);
}

pure("Room puts messages where they belong, and counts those that are not seen", () => {
  const { room, told } = stage();
  room.look(room.everyone);
  room.notice(message(5, "bob", "hi all"));
  room.notice(message(6, "bob", "psst", { private: true }));
  room.notice(message(7, "bob", "psst!", { private: true }));
  assertEquals([texts(room), texts(room, "bob")], [["hi all"], ["psst", "psst!"]]);
  assertEquals([room.everyone.unread, room.thread("bob").unread, room.unread], [0, 2, 2]);
  assertEquals(told.filter((line) => line.startsWith("said")), [
    "said all hi all",
    "said bob psst",
    "said bob psst!",
  ]);
  const first = room.thread("bob").rows.find((row) => row.kind === "message")!.key;
  assertEquals(room.thread("bob").unreadFrom, first);
  room.look(room.thread("bob"));
  assertEquals(room.unread, 0);
});

pure("Room follows who is here", () => {
  const { room } = stage();
  room.notice({ type: "joined", name: "cy", time: TIME });
  room.notice({ type: "left", name: "bob", time: TIME });
  room.notice({ type: "renamed", from: "al", to: "alf", time: TIME });
  room.notice({ type: "renamed", from: "me", to: "myself", time: TIME });
  room.notice({ type: "of a later version" });
  assertEquals([room.people, room.me], [["myself", "alf", "cy"], "myself"]);
});

pure("Room takes a conversation along when its person is renamed", () => {
  const { room } = stage();
  room.notice(message(5, "bob", "psst", { private: true }));
  room.notice({ type: "renamed", from: "bob", to: "rob", time: TIME });
  room.notice(message(6, "rob", "again", { private: true }));
  assertEquals([[...room.threads.keys()], texts(room, "rob")], [["", "rob"], ["psst", "again"]]);
});

pure("Room shows own messages at once, and what became of them", () => {
  const { room, told } = stage();
  room.sending(7, { type: "say", text: "one" }, TIME);
  room.sending(8, { type: "tell", to: "zoe", text: "two" }, TIME);
  const [one] = room.everyone.rows.filter((row) => row.kind === "message");
  assertEquals([one?.own, one?.id], [true, 7]);
  room.settled(7, { ok: {} });
  room.settled(8, { error: { code: "no-such-user", message: "Nobody" } });
  room.settled(9, { ok: {} });
  assertEquals(one?.id, undefined);
  const [two] = room.thread("zoe").rows.filter((row) => row.kind === "message");
  assertEquals(two?.failure, "Nobody");
  assertEquals(told.filter((line) => line.startsWith("changed")), [
    "changed all 1",
    "changed zoe 1",
  ]);
});

pure("Room shows earlier messages first, and asks for older ones before them", () => {
  const { room, told } = stage();
  room.greeted({ name: "me", seq: 4, secret: "s", earlier: 2, older: true });
  room.notice(message(3, "bob", "c", { earlier: true }));
  room.notice(message(4, "me", "d", { earlier: true }));
  room.notice(message(5, "al", "e"));
  assertEquals([texts(room), room.floor, room.hasOlder], [["c", "d", "e"], 3, true]);
  room.expect(2, (rows) => room.addOlder(rows, false));
  room.notice(message(1, "bob", "a", { earlier: true }));
  room.notice(message(6, "bob", "f"));
  room.notice(message(2, "bob", "b", { earlier: true }));
  assertEquals([texts(room), room.floor, room.hasOlder], [
    ["a", "b", "c", "d", "e", "f"],
    1,
    false,
  ]);
  assertEquals(told.filter((line) => line.startsWith("said")), ["said all e", "said all f"]);
});

pure("Room keeps what it has when the conversation is resumed", () => {
  const { room } = stage();
  room.notice(message(5, "bob", "a"));
  room.greeted({ name: "me", seq: 6, secret: "s", resumed: true, missed: 1 });
  room.notice(message(6, "bob", "b"));
  assertEquals([texts(room), room.floor], [["a", "b"], 5]);
});

pure("Room takes back what another page had, own messages without an answer included", () => {
  const { room } = stage();
  room.notice(message(5, "bob", "a"));
  room.notice({ type: "joined", name: "cy", time: TIME });
  room.sending(9, { type: "say", text: "mine" }, TIME);
  room.notice(message(6, "bob", "psst", { private: true }));
  const kept = JSON.parse(JSON.stringify(
    Object.fromEntries([...room.threads].map(([name, { rows }]) => [name, rows])),
  ));
  const { room: next, told } = stage();
  next.restore(kept);
  assertEquals([texts(next), texts(next, "bob")], [["a", "mine"], ["psst"]]);
  assertEquals(next.everyone.rows.map(({ kind }) => kind), [
    "day",
    "message",
    "presence",
    "message",
  ]);
  next.settled(9, { ok: {} });
  assertEquals(told.at(-1), "changed all 1");
});
