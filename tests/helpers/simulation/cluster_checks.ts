/**
 * What has to be true of the servers of a simulation once their network is whole and quiet.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { decodeRecord } from "../../../server/cluster/cluster_record.ts";
import type { ClientDeeds } from "./client_deeds.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import type { SimulatedServer } from "./simulated_server.ts";

/** Checks all of it. */
export function checkCluster(cluster: SimulatedCluster, deeds: ClientDeeds): void {
  const { live, applied } = cluster;
  const outside = live.filter(({ journal }) => !journal.sharing.isInside);
  assertEquals(outside.map(({ address }) => address), [], "they did not come back inside");
  applied.checkComplete();
  checkEqual(live);
  for (const text of deeds.texts) checkSaid(cluster, deeds, text);
  checkNames(cluster);
  checkPresent(live);
}

function checkEqual(live: readonly SimulatedServer[]): void {
  const [first] = live;
  const expected = stateOf(first!);
  const addresses = live.map(({ address }) => address).sort();
  assertEquals(expected.servers, addresses, "the servers that take part are those that live");
  for (const server of live) {
    assertEquals(server.journal.sharing.lag, 0, `${server.address} has read everything`);
    assertEquals(stateOf(server), expected, `${server.address} equals ${first!.address}`);
  }
}

/** What is equal on all servers. */
function stateOf({ room, journal: { past, sharing }, address }: SimulatedServer) {
  return JSON.parse(JSON.stringify({
    room: room.snapshot(),
    past: { seq: past.seq, all: past.all, dropped: past.dropped },
    servers: [...sharing.elsewhere, address].sort(),
  }));
}

/** Checks that a text was said once if its proposal was resolved, and never twice. */
function checkSaid(
  { applied, live, network }: SimulatedCluster,
  deeds: ClientDeeds,
  text: string,
): void {
  const places = applied.placesOf(text);
  const said = places.filter((seq) => applied.noticesOf(seq) !== undefined);
  assert(said.length <= 1, `"${text}" is said at ${said}`);
  assert(
    !applied.resolved.has(text) || places.length > 0,
    `"${text}" was resolved, and is not there`,
  );
  assert(!deeds.confirmed.has(text) || said.length === 1, `"${text}" was confirmed, and not said`);
  const isKept = live[0]!.journal.past.all.some(({ message }) => message.text === text);
  assert(isKept || said.every((seq) => seq < network.first), `"${text}" at ${said} is forgotten`);
}

/** Checks by what all were told that everybody came before leaving, and left once. */
function checkNames({ applied, network, live }: SimulatedCluster): void {
  const present = new Set<string>();
  for (const [at, bytes] of network.log.entries()) {
    if (decodeRecord(bytes)!.type === "founded") present.clear();
    for (const notice of applied.noticesOf(at + 1) ?? []) {
      checkNotice(present, notice as Record<string, string>, at + 1);
    }
  }
  const { room } = live[0]!;
  assertEquals(Array.from(present).sort(), room.names.toSorted(), "those who joined and not left");
  const names = room.snapshot().members.flatMap(({ name }) => name ?? []);
  assertEquals(new Set(names).size, names.length, "a name has one owner");
}

function checkNotice(
  present: Set<string>,
  { type, name = "", from = "", to = "" }: Record<string, string>,
  seq: number,
): void {
  const comes = type === "joined" ? name : type === "renamed" ? to : undefined;
  const goes = type === "left" ? name : type === "renamed" ? from : undefined;
  if (goes !== undefined) assert(present.delete(goes), `#${seq}: ${goes} leaves twice`);
  if (comes === undefined) return;
  assert(!present.has(comes), `#${seq}: ${comes} comes twice`);
  present.add(comes);
}

/** Checks that whoever is in the room is on a server. */
function checkPresent(live: readonly SimulatedServer[]): void {
  for (const { id, name, connection } of live[0]!.room.snapshot().members) {
    if (connection === undefined) continue;
    const isThere = live.some((server) => server.isHere(id, connection));
    assert(isThere, `${name} (${id}) is in the room, and on no server`);
  }
}
