import { assertEquals } from "@std/assert";
import { Membership, NUMBERS_OF_A_SERVER } from "../../../../server/cluster/membership.ts";
import { pure } from "../../../helpers/pure.ts";

const joined = (nonce: string) => ({ type: "joined", nonce, address: `${nonce}:1` }) as const;
const gone = (server: number, by = server) => ({ type: "gone", server, by, time: 0 }) as const;

pure("Membership numbers servers by their place in the log, and gives no place twice", () => {
  const membership = new Membership();
  assertEquals(membership.apply(7, joined("a")), { id: 7, place: 1, address: "a:1" });
  assertEquals(membership.apply(9, joined("b")), { id: 9, place: 2, address: "b:1" });
  assertEquals(membership.apply(12, gone(7))?.address, "a:1");
  assertEquals(membership.apply(13, gone(7)), undefined);
  assertEquals(membership.apply(15, joined("c"))?.place, 3);
  assertEquals(membership.servers.map(({ id }) => id), [9, 15]);
});

pure("Membership.apply() believes no server that is gone itself", () => {
  const membership = new Membership();
  for (const [seq, nonce] of [[7, "a"], [9, "b"], [10, "c"]] as const) {
    membership.apply(seq, joined(nonce));
  }
  assertEquals(membership.apply(11, gone(9, 7))?.id, 9);
  assertEquals(membership.apply(12, gone(7, 9)), undefined);
  assertEquals(membership.servers.map(({ id }) => id), [7, 10]);
});

pure("Membership.apply() begins anew with a server that founds the room", () => {
  const membership = new Membership();
  membership.apply(7, joined("a"));
  membership.apply(20, { type: "founded", nonce: "b", address: "b:1" });
  assertEquals(membership.servers, [{ id: 20, place: 1, address: "b:1" }]);
});

pure("Membership.serverOf() finds the server of a connection", () => {
  const membership = new Membership();
  membership.apply(7, joined("a"));
  membership.apply(9, joined("b"));
  const of = (connection: number) => membership.serverOf(connection)?.id;
  assertEquals(of(NUMBERS_OF_A_SERVER + 1), 7);
  assertEquals(of(2 * NUMBERS_OF_A_SERVER - 1), 7);
  assertEquals(of(2 * NUMBERS_OF_A_SERVER + 1), 9);
  assertEquals(of(1), undefined);
});

pure("Membership.restore() takes over what another one described", () => {
  const membership = new Membership();
  membership.apply(7, joined("a"));
  const other = new Membership();
  other.restore(membership.snapshot());
  assertEquals(other.apply(9, joined("b")), membership.apply(9, joined("b")));
  assertEquals(other.snapshot(), membership.snapshot());
});
