import { MAX_PAGE_BYTES, ProtocolError } from "../../../../protocol/mod.ts";
import type { ChatMessage } from "../../../room/events.ts";
import type { Past } from "../../../room/past.ts";
import type { IrcClient } from "../irc_client.ts";
import { CHANNEL, MAX_HISTORY } from "../isupport.ts";
import { isChannel } from "./channel.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Earlier messages: https://ircv3.net/specs/extensions/chathistory */
export const CHATHISTORY: IrcCommands = {
  CHATHISTORY: { run: (client, { params }) => chathistory(client, params) },
};

/** How many parameters follow each subcommand. */
const TAKES: Readonly<Record<string, number>> = {
  LATEST: 3,
  BEFORE: 3,
  AFTER: 3,
  AROUND: 3,
  BETWEEN: 4,
  TARGETS: 3,
};

/** A place in the past: messages before it have smaller numbers than it, all others do not. */
type Place = number;

function chathistory(client: IrcClient, params: readonly string[]): Promise<void> | undefined {
  const subcommand = (params[0] ?? "").toUpperCase();
  const rest = params.slice(1);
  if (!Object.hasOwn(TAKES, subcommand)) {
    return fail(client, "INVALID_PARAMS", subcommand, "There is no such subcommand");
  }
  if (rest.length !== TAKES[subcommand]) {
    return fail(client, "INVALID_PARAMS", subcommand, "Wrong number of parameters");
  }
  const limit = Number(rest.at(-1));
  if (!Number.isInteger(limit) || limit < 1) {
    return fail(client, "INVALID_PARAMS", subcommand, "The limit must be a number above 0");
  }
  try {
    return subcommand === "TARGETS"
      ? targets(client, rest)
      : answer(client, subcommand, rest, Math.min(limit, MAX_HISTORY));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return fail(client, "MESSAGE_ERROR", subcommand, error.message);
  }
}

function fail(client: IrcClient, code: string, ...params: string[]): undefined {
  return client.fail("CHATHISTORY", code, ...params.filter((param) => param !== ""));
}

function answer(
  client: IrcClient,
  subcommand: string,
  [target, ...rest]: readonly string[],
  limit: number,
): Promise<void> | undefined {
  if (!isChannel(target!) || !client.member!.isJoined) {
    return fail(client, "INVALID_TARGET", subcommand, target!, "Only #chat has a past, if joined");
  }
  const references = rest.slice(0, -1);
  const places = references.map((reference) => placeOf(client, reference));
  if (places.includes(undefined)) {
    return fail(client, "INVALID_PARAMS", subcommand, "A message is msgid=ID or timestamp=TIME");
  }
  return send(client, select(client.context.hub.past, subcommand, places as Span[], limit));
}

/** What a reference stands for: the messages at it, and the place behind them. */
interface Span {
  readonly from: Place;
  readonly to: Place;
}

function placeOf(client: IrcClient, reference: string): Span | undefined {
  const { world, hub } = client.context;
  if (reference === "*") return { from: Infinity, to: 1 };
  const [kind, value = ""] = reference.split(/=(.*)/s);
  if (kind === "msgid") {
    const seq = world.ids.seqOf(value);
    return seq === undefined ? undefined : { from: seq, to: seq + 1 };
  }
  const time = kind === "timestamp" ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) return undefined;
  return { from: firstSince(hub.past, time), to: firstSince(hub.past, time + 1) };
}

/** The place of the first message that is not older than a time. */
function firstSince(past: Past, time: number): Place {
  const query = { after: 0, since: Math.max(0, time), count: 1, maxBytes: MAX_PAGE_BYTES };
  return past.page(query).messages[0]?.seq ?? past.seq + 1;
}

function select(
  past: Past,
  subcommand: string,
  [first, second]: readonly Span[],
  limit: number,
): readonly ChatMessage[] {
  const before = (place: Place, count: number) => page(past, { before: place, count });
  const after = (place: Place, count: number) => page(past, { after: place - 1, count });
  switch (subcommand) {
    case "LATEST":
      return before(Infinity, limit).filter(({ seq }) => seq >= first!.to);
    case "BEFORE":
      return before(first!.from, limit);
    case "AFTER":
      return after(first!.to, limit);
    case "AROUND": {
      const earlier = before(first!.from, Math.floor(limit / 2));
      return [...earlier, ...after(first!.from, limit - earlier.length)];
    }
    default:
      return first!.from <= second!.from
        ? after(first!.to, limit).filter(({ seq }) => seq < second!.from)
        : before(first!.from, limit).filter(({ seq }) => seq >= second!.to);
  }
}

function page(
  past: Past,
  { before, after, count }: { before?: Place; after?: Place; count: number },
): readonly ChatMessage[] {
  if (count === 0) return [];
  const bounds = {
    ...(before === undefined || before === Infinity ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
  return past.page({ ...bounds, count, maxBytes: MAX_PAGE_BYTES }).messages;
}

async function send(client: IrcClient, messages: readonly ChatMessage[]): Promise<void> {
  const { world } = client.context;
  const batch = client.nextBatch();
  client.send({ command: "BATCH", params: [`+${batch}`, "chathistory", CHANNEL] });
  await client.sendAll(messages.flatMap((message) => world.recall(message)), batch);
  client.send({ command: "BATCH", params: [`-${batch}`] });
}

/** Only the channel has a past. It is listed if its newest message is in the period. */
function targets(client: IrcClient, [from, to]: readonly string[]): undefined {
  const places = [from!, to!].map((reference) => placeOf(client, reference));
  if (places.includes(undefined)) {
    return fail(client, "INVALID_PARAMS", "TARGETS", "Two timestamps must be given");
  }
  const [a, b] = (places as Span[]).sort((one, other) => one.from - other.from);
  const [newest] = page(client.context.hub.past, { before: Infinity, count: 1 });
  const batch = client.nextBatch();
  client.send({ command: "BATCH", params: [`+${batch}`, "draft/chathistory-targets"] });
  if (newest && client.member!.isJoined && newest.seq >= a!.to && newest.seq < b!.from) {
    const params = ["TARGETS", CHANNEL, new Date(newest.time).toISOString()];
    client.send({ command: "CHATHISTORY", params }, batch);
  }
  client.send({ command: "BATCH", params: [`-${batch}`] });
}
