/**
 * Makes the greeting of a newcomer.
 *
 * @param name The newcomer's name, if there is one yet.
 * @param online Number of members with a name, including the newcomer.
 */
export type Welcome = (name: string | undefined, online: number) => string;

/**
 * The default greeting.
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
 * Makes a greeting from the operator's text.
 *
 * @param text May contain `{name}` and `{online}`, which are replaced for each newcomer.
 */
export function welcomeFrom(text: string): Welcome {
  return (name, online) =>
    text.replaceAll("{name}", () => name ?? "stranger").replaceAll("{online}", `${online}`);
}
