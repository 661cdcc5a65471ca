import { Thread } from "./thread.js";

/**
 * @typedef {import("./thread.js").Row} Row
 * @typedef {import("./thread.js").Message} Message
 * @typedef {import("./outbox.js").Ask} Ask
 * @typedef {import("./outbox.js").Outcome} Outcome
 *
 * @typedef {object} Watcher What is told of changes.
 * @property {(thread: Thread, rows: Row[]) => void} added Rows at the end.
 * @property {(thread: Thread, rows: Row[], dropped?: Row) => void} prepended Rows at the
 * beginning, in place of the first one if that is dropped.
 * @property {(thread: Thread, row: Row) => void} changed
 * @property {() => void} people Who is online, or how many messages are unread.
 * @property {(thread: Thread, message: Message) => void} said Somebody else spoke just now.
 */

/** What the user sees of a room: who is there, and what was said to whom. */
export class Room {
  /** The user's own name. */
  me = "";
  /** Who is online, in order of arrival. @type {string[]} */
  people = [];
  /** What was said to everyone, under no name, and with each person, by theirs. */
  threads = new Map([["", new Thread("")]]);
  /** The thread that the user looks at, if they do. @type {Thread | undefined} */
  seen;
  /** The number of the first message of the room that is here; what is before can be asked for. */
  floor = 0;
  /** Whether there are others before that. */
  hasOlder = false;
  #watcher;
  /** What is to become of the next earlier messages. @type {{ left: number, rows: Earlier[], done: (rows: Earlier[]) => void }[]} */
  #expected = [];
  /** Own messages without an answer. @type {Map<number, { thread: Thread, row: Message }>} */
  #sent = new Map();

  /** @param {Watcher} watcher */
  constructor(watcher) {
    this.#watcher = watcher;
  }

  /** The thread of everyone. */
  get everyone() {
    return /** @type {Thread} */ (this.threads.get(""));
  }

  /** How many messages are unread in all threads. */
  get unread() {
    let count = 0;
    for (const thread of this.threads.values()) count += thread.unread;
    return count;
  }

  /** The thread with somebody, which begins if there is none. @param {string} name */
  thread(name) {
    let thread = this.threads.get(name);
    if (!thread) this.threads.set(name, thread = new Thread(name));
    return thread;
  }

  /** Takes the answer to hello. @param {Record<string, any>} result */
  greeted(result) {
    this.me = result.name ?? "";
    this.#expected = [];
    if (result.resumed || result.missed !== undefined) return;
    this.floor = result.seq + 1;
    this.hasOlder = false;
    if (result.earlier) {
      this.expect(result.earlier, (rows) => this.#addEarlier(rows, Boolean(result.older)));
    }
  }

  /**
   * Takes what the server tells.
   *
   * @param {{ type: string, [field: string]: any }} notice
   */
  notice(notice) {
    if (notice.type === "message") this.#message(/** @type {any} */ (notice));
    else if (notice.type === "joined") this.people = [...this.#without(notice.name), notice.name];
    else if (notice.type === "left") this.people = this.#without(notice.name);
    else if (notice.type === "renamed") this.#rename(notice.from, notice.to);
    else return;
    if (notice.type !== "message") this.#presence(/** @type {any} */ (notice));
  }

  /** Takes the list of who is online. @param {string[]} names */
  here(names) {
    this.people = names;
    this.#watcher.people();
  }

  /** Shows a message of the user's own, on its way. @param {number} id @param {Ask} ask @param {number} time */
  sending(id, ask, time) {
    const thread = this.thread(ask.type === "tell" ? String(ask.to) : "");
    const text = String(ask.text);
    const rows = thread.add({ kind: "message", time, from: this.me, text, own: true, id });
    this.#sent.set(id, { thread, row: /** @type {Message} */ (rows.at(-1)) });
    this.#watcher.added(thread, rows);
    if (rows.length > 0) this.#watcher.people();
  }

  /** Notes what became of a message of the user's own. @param {number} id @param {Outcome} outcome */
  settled(id, outcome) {
    const sent = this.#sent.get(id);
    if (!sent) return;
    this.#sent.delete(id);
    sent.row.id = undefined;
    if ("error" in outcome) sent.row.failure = outcome.error.message;
    this.#watcher.changed(sent.thread, sent.row);
  }

  /** Says something in a thread that nobody sent. @param {Thread} thread @param {string} text @param {number} time */
  note(thread, text, time) {
    this.#watcher.added(thread, thread.add({ kind: "note", time, text }));
  }

  /** Notes that the user looks at a thread, or at none. @param {Thread | undefined} thread */
  look(thread) {
    this.seen = thread;
    if (!thread?.unread) return;
    thread.unread = 0;
    this.#watcher.people();
  }

  /** Puts aside so many earlier messages that follow. @param {number} count @param {(rows: Earlier[]) => void} done */
  expect(count, done) {
    if (count === 0) return done([]);
    this.#expected.push({ left: count, rows: [], done });
  }

  /** Shows a page of messages older than all others. @param {Earlier[]} rows @param {boolean} hasOlder */
  addOlder(rows, hasOlder) {
    this.hasOlder = hasOlder;
    this.floor = rows[0]?.seq ?? this.floor;
    const { added, dropped } = this.everyone.prepend(rows.map((row) => this.#row(row)));
    this.#watcher.prepended(this.everyone, added, dropped);
  }

  /** Takes rows back that another page had. @param {Record<string, Row[]>} threads */
  restore(threads) {
    for (const [name, rows] of Object.entries(threads)) {
      const thread = this.thread(name);
      for (const { key: _, ...row } of rows) {
        if (row.kind === "day") continue;
        thread.add(row);
        const last = thread.rows.at(-1);
        if (last?.kind === "message" && last.id) this.#sent.set(last.id, { thread, row: last });
      }
    }
  }

  #addEarlier(/** @type {Earlier[]} */ rows, /** @type {boolean} */ hasOlder) {
    this.hasOlder = hasOlder;
    this.floor = rows[0]?.seq ?? this.floor;
    for (const row of rows) this.#watcher.added(this.everyone, this.everyone.add(this.#row(row)));
  }

  #message(/** @type {Earlier & { private?: boolean, earlier?: boolean }} */ notice) {
    if (notice.earlier) return this.#putAside(notice);
    const thread = this.thread(notice.private ? notice.from : "");
    const rows = thread.add(this.#row(notice));
    const row = /** @type {Message} */ (rows.at(-1));
    if (this.seen !== thread && thread.unread++ === 0) thread.unreadFrom = row.key;
    this.#watcher.added(thread, rows);
    this.#watcher.said(thread, row);
    if (this.seen !== thread) this.#watcher.people();
  }

  #putAside(/** @type {Earlier} */ message) {
    const [expected] = this.#expected;
    if (!expected) return;
    expected.rows.push(message);
    if (--expected.left > 0) return;
    this.#expected.shift();
    expected.done(expected.rows);
  }

  /** @returns {Omit<Message, "key">} */
  #row(/** @type {Earlier} */ { time, from, text }) {
    return { kind: "message", time, from, text, own: from === this.me };
  }

  #presence(/** @type {any} */ event) {
    for (const name of ["", event.to ?? event.name]) {
      const thread = this.threads.get(name);
      if (!thread || (name && thread.rows.length === 0)) continue;
      const added = thread.addPresence(event);
      const last = thread.rows.at(-1);
      if (added.length > 0) this.#watcher.added(thread, added);
      else if (last) this.#watcher.changed(thread, last);
    }
    this.#watcher.people();
  }

  #rename(/** @type {string} */ from, /** @type {string} */ to) {
    if (from === this.me) this.me = to;
    this.people = this.people.map((name) => name === from ? to : name);
    const thread = this.threads.get(from);
    if (!thread || this.threads.has(to)) return;
    this.threads.delete(from);
    thread.name = to;
    this.threads.set(to, thread);
  }

  #without(/** @type {string} */ gone) {
    return this.people.filter((name) => name !== gone);
  }
}

/** A message that was kept. @typedef {{ from: string, text: string, time: number, seq: number }} Earlier */
