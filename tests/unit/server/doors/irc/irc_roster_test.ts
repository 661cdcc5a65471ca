/** The roster: who is in the room, as IRC sees it, and who was. */
import { assertEquals } from "@std/assert";
import { IrcRoster, sourceOf } from "../../../../../server/doors/irc/irc_roster.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("IrcRoster knows IRC clients by what they said, others by their names", () => {
  const roster = new IrcRoster();
  roster.expect("ann", { user: "~ann", host: "irc", realname: "Ann A." });
  const ann = roster.enter("ann", 1);
  const bob = roster.enter("#bob", 2);
  assertEquals([sourceOf(ann), ann.realname, ann.isJoined], ["ann!~ann@irc", "Ann A.", false]);
  assertEquals([sourceOf(bob), bob.realname, bob.isJoined], ["＃bob!user@chat", "#bob", true]);
  assertEquals(roster.enter("ann", 9), ann);
  assertEquals(roster.nicked("ANN"), ann);
  assertEquals(roster.nicked("＃BOB"), bob);
  assertEquals([roster.size, roster.largest], [2, 2]);
});

pure("IrcRoster forgets whom it expected in vain", () => {
  const roster = new IrcRoster();
  roster.expect("ann", { user: "~ann", host: "irc", realname: "" });
  roster.unexpect("ann");
  assertEquals(roster.enter("ann", 1).isIrc, false);
});

pure("IrcRoster renames, and remembers who is gone, the latest first", () => {
  const roster = new IrcRoster();
  roster.enter("ann", 1);
  const { member, source } = roster.rename("ann", "Ann", 2)!;
  assertEquals([source, member.nick, member.realname], ["ann!user@chat", "Ann", "Ann"]);
  assertEquals(roster.nicked("ann"), member);
  roster.leave("Ann", 3);
  assertEquals(roster.leave("Ann", 4), undefined);
  assertEquals(roster.rename("Ann", "x", 4), undefined);
  assertEquals(roster.gone("ANN").map(({ nick, at }) => [nick, at]), [["Ann", 3], ["ann", 2]]);
  assertEquals([roster.size, roster.largest], [0, 1]);
});

pure("IrcRoster remembers the last 200 to 400 who left", () => {
  const roster = new IrcRoster();
  for (let i = 0; i < 1_000; i++) {
    roster.enter("ann", i);
    roster.leave("ann", i);
  }
  const gone = roster.gone("ann");
  assertEquals([gone[0]!.at, gone.length >= 200 && gone.length <= 400], [999, true]);
});
