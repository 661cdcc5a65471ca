/**
 * What the browser keeps: the user's name for good, the conversation for this tab.
 *
 * @module
 */
/// <reference lib="dom" />

/** Most rows of a thread, and most characters in all, that are kept while the page is loaded again. */
const [MAX_ROWS, MAX_CHARS] = [300, 500_000];

/**
 * @typedef {object} Session
 * @property {string} name
 * @property {import("./link.js").Saved} link
 * @property {Record<string, import("./thread.js").Row[]>} threads
 * @property {number} floor
 * @property {boolean} hasOlder
 */

/** The name that the user had the last time. */
export function rememberedName() {
  return attempt(() => localStorage.getItem("name")) ?? "";
}

/** Remembers a name. @param {string} name */
export function rememberName(name) {
  attempt(() => localStorage.setItem("name", name));
}

/** Keeps the conversation of this tab, or forgets it. @param {Session | undefined} session */
export function keepSession(session) {
  if (!session) return attempt(() => sessionStorage.removeItem("session"));
  for (let rows = MAX_ROWS; rows > 0; rows = Math.floor(rows / 2)) {
    const threads = Object.fromEntries(
      Object.entries(session.threads).map(([name, all]) => [name, all.slice(-rows)]),
    );
    const json = JSON.stringify({ ...session, threads });
    if (json.length <= MAX_CHARS) return attempt(() => sessionStorage.setItem("session", json));
  }
}

/** The conversation that this tab had. @returns {Session | undefined} */
export function keptSession() {
  return attempt(() => JSON.parse(sessionStorage.getItem("session") ?? "null")) ?? undefined;
}

/**
 * Does something that a browser may forbid.
 *
 * @template T
 * @param {() => T} action
 */
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined; // Private windows and full disks: the page works without.
  }
}
