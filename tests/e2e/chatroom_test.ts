import { assertEquals } from "@std/assert";
import { type Player, testOnStages } from "../helpers/stage.ts";

/** Types lines; each must be answered by exactly these. */
async function converse(player: Player, ...lines: [typed: string, ...printed: string[]][]) {
  for (const [typed, ...printed] of lines) {
    const before = player.lines.length;
    await player.type(typed);
    for (const line of printed) await player.line(line);
    assertEquals(player.lines.slice(before), printed, typed);
  }
}

async function leave(player: Player): Promise<void> {
  await player.type("exit");
  assertEquals([await player.exit(), player.errors], [0, []]);
}

testOnStages("chatroom does every sentence of its assignment", async (stage) => {
  await using john = stage.enter("chatroom");
  await using bob = stage.enter("chatroom");
  // "list: sends a list message requesting the list of users already logged in."
  await converse(bob, ["login Bob", "Success"]);
  await converse(john, ["list", "Bob"], ["list bob", "Invalid command"]);
  // "Any extra parameters after the username must cause the client to print an error. … also … if
  // the username is more than 20 characters in length or if the username is not present."
  await converse(
    john,
    ["login John Doe", "Bad username"],
    [`login ${"x".repeat(21)}`, "Bad username"],
    ["login", "Bad username"],
    ["list", "Bob"],
    ["login John", "Success"],
    ["list", "Bob", "John"],
  );
  // "Screen names are treated as case sensitive."
  await converse(john, ["sendto bob hello", "Failure"]);
  // "If either or both of the parameters are missing …"
  await converse(
    john,
    ["sendto", "Bad username"],
    ["sendto JohnHello", "Bad username"],
    ["sendto Bob", "Bad username"],
    [`sendto ${"x".repeat(21)} hi`, "Bad username"],
  );
  // "if Bob sends "Hi how are you?" to John, then John's client should print out: …"
  await converse(bob, ["sendto John Hi how are you?", "Success"]);
  await john.line("Bob: Hi how are you?");
  // "Client should be able to receive this message whenever it is logged in."
  await converse(john, ["logout Joe", "Invalid command"], ["logout", "Success"]);
  await converse(bob, ["sendto John Are you there?", "Failure"], ["list", "Bob"]);
  // "After executing this command, the client should still be able to execute the list and login
  // commands."
  await converse(
    john,
    ["list", "Bob"],
    ["sendto Bob hello", "Failure"],
    ["login John", "Success"],
    ["sendto Bob Hello, how  are you?", "Success"],
  );
  await bob.line("John: Hello, how  are you?");
  await converse(bob, ["exit client", "Invalid command"]);
  await leave(bob);
  await converse(john, ["list", "John"]);
  await leave(john);
});

testOnStages("chatroom prints Failure for whatever the server refuses", async (stage) => {
  await using bob = stage.enter("chatroom", "Bob");
  await bob.line("Success");
  await using john = stage.enter("chatroom");
  await converse(
    john,
    ["logout", "Failure"],
    ["sendto Bob hi", "Failure"],
    ["login Bob", "Failure"],
    ["login a/b", "Failure"],
    ["login John", "Success"],
    ["login John", "Failure"],
    ["login Johnny", "Failure"],
    ["list", "Bob", "John"],
    ["sendto Johnny hi", "Failure"],
    ["sendto John to myself", "John: to myself", "Success"],
    ["logout", "Success"],
    ["logout", "Failure"],
    ["", "Invalid command"],
    ["dance", "Invalid command"],
  );
  await leave(john);
});

testOnStages("chatroom lists nobody as no line at all", async (stage) => {
  await using john = stage.enter("chatroom");
  await converse(john, ["list"], ["dance", "Invalid command"]);
  await leave(john);
  assertEquals(john.lines, ["Invalid command"]);
});

testOnStages("chatroom checks the username of the command line", async (stage) => {
  await using john = stage.enter("chatroom", "x".repeat(21));
  await john.line("Bad username");
  await converse(john, ["list"], ["login John", "Success"], ["list", "John"]);
});

testOnStages("chatroom's longest name and text arrive, longer ones are not sent", async (stage) => {
  for (const character of ["x", "😀"]) {
    const name = character === "x" ? "x".repeat(20) : "𝒳".repeat(20);
    const longest = character.repeat(65_535);
    await using john = stage.enter("chatroom", name);
    await john.line("Success");
    await converse(
      john,
      [`sendto ${name} ${longest}`, `${name}: ${longest}`, "Success"],
      [`sendto ${name} ${longest}${character}`, "Bad message"],
      [`sendto ${name}x ${longest}`, "Bad username"],
      [`login ${name}x`, "Bad username"],
    );
    await leave(john);
  }
});

testOnStages("chatroom answers in order, however fast the lines come", async (stage) => {
  await using john = stage.enter("chatroom");
  const lines = ["login John", "login John Doe", "list", "dance", "sendto Bob hi", "", "logout"];
  for (const line of lines) await john.type(line);
  await leave(john);
  assertEquals(john.lines, [
    "Success",
    "Bad username",
    "John",
    "Invalid command",
    "Failure",
    "Invalid command",
    "Success",
  ]);
});
