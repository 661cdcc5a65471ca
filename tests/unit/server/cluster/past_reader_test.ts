import { assertEquals } from "@std/assert";
import type { ClusterLink } from "../../../../server/cluster/cluster_link.ts";
import { type ClusterRecord, encodeRecord } from "../../../../server/cluster/cluster_record.ts";
import { readPast } from "../../../../server/cluster/past_reader.ts";
import { pure } from "../../../helpers/pure.ts";

const founded: ClusterRecord = { type: "founded", nonce: "a", address: "a:1" };
const joined: ClusterRecord = { type: "joined", nonce: "b", address: "b:1" };
const gone = (server: number, by: number): ClusterRecord => ({ type: "gone", server, by, time: 0 });
const said = (server: number, text: string): ClusterRecord => ({
  ...{ type: "event", server, number: 1 },
  event: {
    ...{ type: "said", member: 5, author: 5, text, time: 0, at: 0 },
    from: "ann" as never,
    request: { id: 3, digest: 99 },
  },
});

/** The texts that are read from a log. */
async function textsOf(...records: ClusterRecord[]): Promise<string[]> {
  const log = records.map(encodeRecord);
  const link: Pick<ClusterLink, "ends" | "read"> = {
    ends: () => Promise.resolve({ first: 1, last: log.length }),
    read: (seq) => Promise.resolve(log[seq - 1]),
  };
  const past = await readPast(link as ClusterLink, log.length);
  return past.map(({ event }) => event.text);
}

pure("readPast leaves out what servers wrote that were gone", async () => {
  assertEquals(
    await textsOf(founded, joined, said(1, "a"), gone(1, 2), said(1, "late"), said(2, "b")),
    ["a", "b"],
  );
  assertEquals(await textsOf(founded, said(1, "a"), founded, said(1, "b"), said(3, "c")), [
    "a",
    "c",
  ]);
});

pure("readPast does not believe a server that was gone that another one is", async () => {
  assertEquals(
    await textsOf(founded, joined, gone(1, 2), gone(2, 1), said(2, "a"), said(1, "late")),
    ["a"],
  );
});
