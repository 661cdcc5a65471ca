/**
 * Words for a newcomer.
 *
 * @param name The newcomer's name, if there is one yet.
 * @param online How many have a name, the newcomer included.
 */
export type Welcome = (name: string | undefined, online: number) => string;

/**
 * The welcome of a server that was given none.
 *
 * @example
 * ```ts
 * import { defaultWelcome } from "./welcome.ts";
 *
 * defaultWelcome("alice", 3); // "Welcome, alice! 3 users are online."
 * ```
 */
export function defaultWelcome(name: string | undefined, online: number): string {
  const count = online === 1 ? "1 user is online" : `${online} users are online`;
  return name === undefined
    ? `Welcome! ${count}. Take a name to join in.`
    : `Welcome, ${name}! ${count}.`;
}

/**
 * A welcome from a text of the operator's.
 *
 * @param text May hold `{name}` and `{online}`, which are filled in for each newcomer.
 */
export function welcomeFrom(text: string): Welcome {
  return (name, online) =>
    text.replaceAll("{name}", () => name ?? "stranger").replaceAll("{online}", `${online}`);
}
