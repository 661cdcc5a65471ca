import { assertEquals } from "@std/assert";
import { decodeRecord, encodeRecord } from "../../../../server/cluster/cluster_record.ts";
import type { RoomEvent } from "../../../../server/room/events.ts";
import { pure } from "../../../helpers/pure.ts";

const ARRIVED: RoomEvent = {
  type: "arrived",
  member: 5,
  token: "t",
  author: 6,
  secret: "nobody else may know this",
  origin: "::1",
  connection: 7,
  request: 1,
  time: 8,
  at: 9,
};

pure("encodeRecord() leaves out the secret of a client, and nothing else", () => {
  const bytes = encodeRecord({ type: "event", server: 1, number: 2, event: ARRIVED });
  assertEquals(new TextDecoder().decode(bytes).includes("nobody else"), false);
  const { secret: _, ...others } = ARRIVED;
  assertEquals(decodeRecord(bytes) as unknown, {
    type: "event",
    server: 1,
    number: 2,
    event: others,
  });
});

pure("decodeRecord() finds nothing in what is no record", () => {
  for (const text of ["", "{", "null", "1", '{"type":"other"}']) {
    assertEquals(decodeRecord(new TextEncoder().encode(text)), undefined, text);
  }
});
