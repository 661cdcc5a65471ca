import { assertEquals } from "@std/assert";
import { type Player, testOnStages } from "../helpers/stage.ts";

/** Types lines, one at a time, each once what is expected of the one before has come. */
async function perform(player: Player, ...acts: [typed: string, awaited: string][]): Promise<void> {
  for (const [typed, awaited] of acts) {
    await player.type(typed);
    await player.line(awaited);
  }
}

async function leave(player: Player, how: string): Promise<void> {
  await player.type(how);
  assertEquals([await player.exit(), player.errors], [0, []]);
}

testOnStages(
  "three dialects share a server, and each shows all of it its own way",
  async (stage) => {
    await using alice = stage.enter("messenger", "alice");
    await alice.line("alice has joined");
    await using bob = stage.enter("multiuser");
    await perform(bob, ["NAME bob", "Server sent: Hello bob"]);
    await alice.line("bob has joined");
    await using carl = stage.enter("chatroom");
    await perform(carl, ["login carl", "Success"]);
    await alice.line("carl has joined");

    await alice.type("hello, all");
    await bob.line("Server sent: alice sent hello, all");
    await carl.line("alice: hello, all");
    await alice.type("/msg bob psst,  bob");
    await bob.line("Server sent: alice sent psst,  bob");
    await alice.type("/msg carl psst, carl");
    await carl.line("alice: psst, carl");

    await bob.type("MSG alice hi,  alice");
    await alice.line("bob (private): hi,  alice");
    await bob.type("MSG carl hi, carl");
    await carl.line("bob: hi, carl");
    await perform(bob, ["MSG bob hi, me", "Server sent: bob sent hi, me"]);

    await perform(carl, ["sendto alice hey,  alice", "Success"], [
      "sendto bob hey, bob",
      "Success",
    ]);
    await bob.line("Server sent: carl sent hey, bob");
    await perform(carl, ["sendto carl hey, me", "carl: hey, me"]);

    await perform(bob, ["NAME bobby", "Server sent: Hello bobby"]);
    await alice.line("bob is now bobby");
    await perform(bob, ["GET_NAMES", "Server sent: alice bobby carl"]);
    await perform(carl, ["list", "carl"], ["logout", "Success"]);
    await alice.line("carl has left");
    await alice.type("hello, bobby");
    await bob.line("Server sent: alice sent hello, bobby");
    await perform(carl, ["login carla", "Success"]);
    await perform(alice, ["/who", "Online: alice, bobby, carla"]);

    await leave(bob, "EXIT");
    await alice.line("bobby has left");
    await leave(carl, "exit");
    await alice.line("carla has left");
    await leave(alice, "/quit");

    assertEquals(alice.lines, [
      "Welcome, alice! 1 user is online.",
      "alice has joined",
      "bob has joined",
      "carl has joined",
      "bob (private): hi,  alice",
      "carl (private): hey,  alice",
      "bob is now bobby",
      "carl has left",
      "carla has joined",
      "Online: alice, bobby, carla",
      "bobby has left",
      "carla has left",
    ]);
    assertEquals(bob.lines, [
      "Pls enter commands",
      "",
      "Server sent: Hello bob",
      "Server sent: alice sent hello, all",
      "Server sent: alice sent psst,  bob",
      "Server sent: bob sent hi, me",
      "Server sent: carl sent hey, bob",
      "Server sent: Hello bobby",
      "Server sent: alice bobby carl",
      "Server sent: alice sent hello, bobby",
    ]);
    assertEquals(carl.lines, [
      "Success",
      "alice: hello, all",
      "alice: psst, carl",
      "bob: hi, carl",
      "Success",
      "Success",
      "carl: hey, me",
      "Success",
      "alice",
      "bobby",
      "carl",
      "Success",
      "Success",
    ]);
  },
);
