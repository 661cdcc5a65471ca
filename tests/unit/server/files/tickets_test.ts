import { assertEquals } from "@std/assert";
import type { ProtocolError } from "../../../../protocol/mod.ts";
import { Tickets } from "../../../../server/files/tickets.ts";
import { pure } from "../../../helpers/pure.ts";

const GRANT = { file: "a", holder: { key: 1, name: "alice" } };

function codeOf(tickets: Tickets, ticket: string): string {
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

pure("Tickets keep 50,000: the oldest goes first", () => {
  let count = 0;
  const tickets = new Tickets({ now: () => 0, random: () => `t${++count}` });
  for (let i = 0; i < 50_001; i++) tickets.issue(GRANT);
  assertEquals(codeOf(tickets, "t1"), "ticket-wrong");
  assertEquals(codeOf(tickets, "t2"), "ok");
});
