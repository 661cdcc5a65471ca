import type { ClusterLink } from "./cluster_link.ts";
import { decodeFromServer, encodeForServers } from "./cluster_record.ts";

/** What a server tells the others every few seconds. */
export interface LifeSign {
  /** Its number. */
  readonly server: number;
  /** Number of the last record that it has applied. */
  readonly seq: number;
}

/** Gives a sign of life to all servers, this one too. */
export function giveSign(link: ClusterLink, sign: LifeSign): void {
  link.send("beat", encodeForServers(sign));
}

/**
 * Hears the signs of life of all servers.
 *
 * @returns What ends it.
 */
export function hearSigns(link: ClusterLink, onSign: (sign: LifeSign) => void): () => void {
  return link.listen("beat", ({ bytes }) => {
    const sign = decodeFromServer(bytes) as LifeSign | undefined;
    if (typeof sign?.server === "number" && typeof sign.seq === "number") onSign(sign);
  });
}
