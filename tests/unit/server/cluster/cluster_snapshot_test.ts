import { assert, assertEquals } from "@std/assert";
import { piecesOf, SnapshotPieces } from "../../../../server/cluster/cluster_snapshot.ts";
import { pure } from "../../../helpers/pure.ts";

pure("a snapshot comes together from its pieces, in whatever order they come", () => {
  const said = Array.from({ length: 20 }, (_, i) => ({
    message: {
      ...{ type: "message", text: `${i} ${"é".repeat(20_000)}`, time: i, seq: i } as const,
      from: "ann" as never,
    },
    by: i,
  }));
  const snapshot = {
    ...{ seq: 7, said, dropped: { seq: 0, others: 0 } },
    membership: { servers: [{ id: 3, place: 1, address: "h:1" }], places: 1, founded: 3 },
    room: { members: [], away: [], places: 4 },
  };
  const pieces = Array.from(piecesOf(snapshot));
  assert(pieces.length > 3 && pieces.every(({ length }) => length <= 262_152));
  const whole = new SnapshotPieces();
  const taken = pieces.reverse().map((piece) => whole.take(piece));
  assertEquals(taken.indexOf(true), pieces.length - 1);
  assertEquals(whole.snapshot as object, { version: 1, ...snapshot });
});
