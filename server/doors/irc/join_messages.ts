import { sourceOf } from "./irc_roster.ts";
import { CHANNEL } from "./isupport.ts";
import type { Outgoing } from "./outgoing.ts";

/** Writes that someone is in the channel from now on. */
export function joinMessages(
  member: Parameters<typeof sourceOf>[0],
  time: number,
): Outgoing[] {
  const source = sourceOf(member);
  const params = [CHANNEL, "*", member.realname];
  const messages: Outgoing[] = [
    { source, command: "JOIN", params: [CHANNEL], time, lacks: "extended-join" },
    { source, command: "JOIN", params, time, needs: "extended-join" },
  ];
  if (member.away === undefined) return messages;
  return [
    ...messages,
    { source, command: "AWAY", params: [member.away], time, needs: "away-notify" },
  ];
}
