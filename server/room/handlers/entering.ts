import { checkName, checkVersion, ProtocolError, type Request } from "../../../protocol/mod.ts";
import { authorOf } from "../author_of.ts";
import type { RoomState } from "../state.ts";
import type { Clocks } from "./clocks.ts";
import { type Plan, propose, type Requester } from "./handlers.ts";

/** Least and most characters of a secret that a client may go on under; ours have 36. */
const SECRET_CHARS = [32, 64] as const;

/** Makes the number and the secret of a newcomer. */
export interface Newcomers {
  /** Makes a secret: an unguessable string, a new one at each call. */
  readonly secret: () => string;
  /** Makes the number of a member, a new one at each call. */
  readonly id: () => number;
}

/** What {@linkcode askToEnter} makes of newcomers. */
export interface Entering extends Newcomers {
  /** Makes what the room knows a client by that comes back, from its secret. */
  readonly tokenOf: (secret: string) => string;
}

/** Plans a request to open or continue a conversation. */
export function askToEnter(
  { roster, returns, past }: RoomState,
  clocks: Clocks,
  newcomers: Entering,
): (requester: Requester, request: Request<"hello">) => Plan {
  return ({ connection, origin, isStranger = false }, request) => {
    checkVersion(request.version);
    const { id, secret, last = 0, history } = request;
    const opening = { request: id, connection, ...clocks() };
    const known = secret && returns.find(newcomers.tokenOf(secret), opening.at);
    if (known) return propose({ type: "returned", member: known.id, secret, last, ...opening });
    if (isStranger) throw new ProtocolError("password-needed", "This server asks for a password");
    const name = request.name === undefined ? undefined : checkName(request.name);
    if (name !== undefined) roster.check(name);
    const like = name === undefined ? undefined : roster.likeOf(name);
    const wasHere = request.room === past.room && last <= past.seq;
    const own = wasHere && isSecret(secret) ? secret : newcomers.secret();
    return propose({
      type: "arrived",
      member: newcomers.id(),
      token: newcomers.tokenOf(own),
      author: authorOf(own),
      secret: own,
      origin,
      ...name === undefined ? {} : { name },
      ...like === undefined ? {} : { like },
      ...wasHere ? { last } : {},
      ...history === undefined ? {} : { history },
      ...opening,
    });
  };
}

/**
 * Tells whether a client may go on under the secret that it came with, so that its own messages from
 * before are known to be its own. Who holds such a secret has nothing of anybody else by it.
 */
function isSecret(secret: string | undefined): secret is string {
  const [least, most] = SECRET_CHARS;
  return secret !== undefined && secret.length >= least && secret.length <= most;
}
