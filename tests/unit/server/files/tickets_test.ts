import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../../protocol/mod.ts";
import { Tickets } from "../../../../server/files/tickets.ts";
import { pure } from "../../../helpers/pure.ts";

const GRANT = { file: "a", holder: { key: 1, name: "alice" } };

function codeOf(tickets: Pick<Tickets, "redeem">, ticket: string): string {
  try {
    assertEquals(tickets.redeem(ticket), GRANT);
    return "ok";
  } catch (error) {
    return (error as ProtocolError).code;
  }
}

pure("Tickets open one file, once, within a minute", () => {
  let now = 0;
  let count = 0;
  const tickets = new Tickets({ now: () => now, random: () => `t${++count}` });
  for (const ticket of ["t1", "t2", "t3"]) assertEquals(tickets.issue(GRANT), ticket);
  const codes = ["t1", "t1", "nil"].map((ticket) => codeOf(tickets, ticket));
  assertEquals(codes, ["ok", "ticket-wrong", "ticket-wrong"]);
  now = 59_999;
  assertEquals(codeOf(tickets, "t2"), "ok");
  now = 60_000;
  assertEquals(codeOf(tickets, "t3"), "ticket-wrong");
});

pure("Tickets that are opened work for whoever was first, for an hour", () => {
  let now = 0;
  let count = 0;
  const tickets = new Tickets({ now: () => now, random: () => `t${++count}` });
  const open = (ticket: string, origin: string) =>
    codeOf({ redeem: (ticket) => tickets.open(ticket, origin) }, ticket);
  for (let i = 0; i < 2; i++) tickets.issue(GRANT);
  now = 59_999;
  assertEquals([open("t1", "a"), open("t1", "a")], ["ok", "ok"]);
  assertEquals([open("t1", "b"), codeOf(tickets, "t1")], ["ticket-wrong", "ticket-wrong"]);
  assertEquals([codeOf(tickets, "t2"), open("t2", "a")], ["ok", "ticket-wrong"]);
  now += 3_599_999;
  assertEquals(open("t1", "a"), "ok");
  now++;
  assertEquals(open("t1", "a"), "ticket-wrong");
});

pure("Tickets keep 50,000 that are opened: the oldest goes first", () => {
  let count = 0;
  const tickets = new Tickets({ now: () => 0, random: () => `t${++count}` });
  for (let i = 0; i < 50_001; i++) tickets.open(tickets.issue(GRANT), "a");
  assertThrows(() => tickets.open("t1", "a"), ProtocolError, "get another");
  assertEquals(tickets.open("t2", "a"), GRANT);
});

pure("Tickets keep 50,000: the oldest goes first", () => {
  let count = 0;
  const tickets = new Tickets({ now: () => 0, random: () => `t${++count}` });
  for (let i = 0; i < 50_001; i++) tickets.issue(GRANT);
  assertEquals(codeOf(tickets, "t1"), "ticket-wrong");
  assertEquals(codeOf(tickets, "t2"), "ok");
});
