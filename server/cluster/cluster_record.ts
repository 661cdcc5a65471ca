import type { RoomEvent } from "../room/events.ts";

/** Version of what servers of one room write for each other. Servers of different ones do not mix. */
export const CLUSTER_VERSION = 1;

/** What stands in the log that the servers of a room share. */
export type ClusterRecord =
  /** A server begins the room anew: nobody is in it, and no other server has it. */
  | ServerRecord & { readonly type: "founded" }
  /** A server takes part from now on. */
  | ServerRecord & { readonly type: "joined" }
  /** A server does not take part any more: what it proposes from now on does not count. */
  | {
    readonly type: "gone";
    /** Its number. */
    readonly server: number;
    /** Number of the server that says so; it counts only if that one takes part. */
    readonly by: number;
    /** When that was found, in ms since 1970 UTC. */
    readonly time: number;
  }
  /** Something happens in the room. */
  | {
    readonly type: "event";
    /** Number of the server that proposes it. */
    readonly server: number;
    /** Number of the proposal at that server. */
    readonly number: number;
    /** The event; without the secret of a client, which only its own server knows. */
    readonly event: RoomEvent;
  };

/** A record of the log that says which servers take part. */
export type MembershipRecord = Exclude<ClusterRecord, { type: "event" }>;

/** The fields of records by which a server begins to take part; their place in the log numbers it. */
export interface ServerRecord {
  /** Tells the server that this is its own record. */
  readonly nonce: string;
  /** Where clients reach it, as `HOST:PORT`. */
  readonly address: string;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** The types of records. */
const TYPES: ReadonlySet<unknown> = new Set(["founded", "joined", "gone", "event"]);

/** Writes a value for other servers. */
export function encodeForServers(value: unknown): Uint8Array {
  return ENCODER.encode(JSON.stringify(value));
}

/** Reads what another server has written; nothing if it is no JSON. */
export function decodeFromServer(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(DECODER.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Writes a record. The secret of a client is left out. */
export function encodeRecord(record: ClusterRecord): Uint8Array {
  if (record.type !== "event" || !("secret" in record.event)) return encodeForServers(record);
  return encodeForServers({ ...record, event: { ...record.event, secret: undefined } });
}

/** Reads a record; nothing if it is none. */
export function decodeRecord(bytes: Uint8Array): ClusterRecord | undefined {
  const value = decodeFromServer(bytes) as ClusterRecord | null | undefined;
  return TYPES.has(value?.type) ? value! : undefined;
}
