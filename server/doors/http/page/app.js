/// <reference lib="dom" />
import { alertOf } from "./alerts.js";
import { COMMANDS, parseLine } from "./commands.js";
import { Composer } from "./composer.js";
import { byId } from "./elements.js";
import { Link } from "./link.js";
import { LogView } from "./log_view.js";
import { commandList, fileList, line, messageList, openPanel } from "./panel.js";
import { Room } from "./room.js";
import { SideView } from "./side_view.js";
import { showStatus } from "./status_view.js";
import { keepSession, keptSession, rememberName } from "./storage.js";
import { printable } from "./text.js";

/** Earlier messages in one page. */
const PAGE = 100;

/** @typedef {import("./thread.js").Thread} Thread @typedef {import("./outbox.js").Outcome} Outcome */

/** The page: what the user does becomes requests, what the server says becomes rows. */
export class App {
  /** The conversation. */
  link;
  #room;
  #current;
  /** @type {Map<Thread, LogView>} */
  #logs = new Map();
  #composer;
  #side;
  /** What to do with the answer to a request. @type {Map<number, (outcome: Outcome) => void>} */
  #answers = new Map();
  #isPaging = false;
  #onOut;

  /** @param {(why: string, code?: string) => void} onOut Told when the user is not in the room. */
  constructor(onOut) {
    this.#onOut = onOut;
    const kept = keptSession();
    this.#room = this.#makeRoom();
    this.#current = this.#room.everyone;
    this.#composer = new Composer({
      names: () => this.#room.people.filter((name) => name !== this.#room.me),
      onText: (text) => this.#obey(parseLine(text, this.#current.name)),
    });
    this.#side = new SideView(this.#room, (name) => this.open(name));
    this.link = this.#makeLink(kept?.link);
    if (kept) {
      this.#room.me = this.link.name = kept.name;
      Object.assign(this.#room, { floor: kept.floor, hasOlder: kept.hasOlder });
      this.#room.restore(kept.threads);
    }
    byId("below").addEventListener("click", () => this.#log(this.#current).toBottom());
    for (const type of ["focus", "blur"]) addEventListener(type, () => this.#look());
    this.open("");
  }

  /** Opens the conversation with somebody, or with everyone. @param {string} name */
  open(name) {
    this.#current.draft = this.#composer.text;
    const thread = this.#current = this.#room.thread(name);
    const log = this.#log(thread);
    for (const each of this.#logs.values()) each.element.hidden = each !== log;
    byId("title").textContent = name ? printable(name) : "Everyone";
    this.#composer.label = name ? `Message to ${printable(name)} alone` : "Message to everyone";
    this.#composer.text = thread.draft;
    document.body.classList.remove("side-open");
    byId("menu").setAttribute("aria-expanded", "false");
    if (log.isAtBottom) log.toBottom();
    this.#look();
    this.#side.update(name);
    if (matchMedia("(hover: hover)").matches) this.#composer.focus();
  }

  /** Lets the user type. */
  focus() {
    this.#composer.focus();
  }

  /** Asks for the list of files, and shows it. */
  async showFiles() {
    openPanel("Shared files", line("Asking the server …"));
    /** @type {{ name: string, size: number }[]} */
    const files = [];
    for (let count = Infinity; files.length < count;) {
      const outcome = await this.#ask({ type: "files", from: files.length });
      if ("error" in outcome) return openPanel("Shared files", line(outcome.error.message));
      if (outcome.ok.files.length === 0) break;
      count = outcome.ok.count;
      files.push(...outcome.ok.files);
    }
    openPanel("Shared files", fileList(files, (name) => this.#ticketFor(name)));
  }

  /** A ticket is needed where the server has a password, and does no harm elsewhere. */
  async #ticketFor(/** @type {string} */ name) {
    const outcome = await this.#ask({ type: "get", name });
    if ("ok" in outcome) return outcome.ok.ticket;
    openPanel("Shared files", line(outcome.error.message));
    throw new Error(outcome.error.message);
  }

  /** Shows the commands. */
  showHelp() {
    openPanel("Commands", commandList(COMMANDS));
  }

  /** Keeps the conversation, for when the page is loaded again. */
  keep() {
    const { me, threads, floor, hasOlder } = this.#room;
    const link = this.link.save();
    if (!link.secret) return keepSession(undefined);
    const rows = Object.fromEntries([...threads].map(([name, thread]) => [name, thread.rows]));
    keepSession({ name: me, link, threads: rows, floor, hasOlder });
  }

  /** Goes away for good. */
  leave() {
    this.link.leave();
    keepSession(undefined);
    location.reload();
  }

  #makeRoom() {
    return new Room({
      added: (thread, rows) => this.#logs.get(thread)?.add(rows),
      prepended: (thread, rows, dropped) => this.#logs.get(thread)?.prepend(rows, dropped),
      changed: (thread, row) => this.#logs.get(thread)?.change(row),
      people: () => this.#side.update(this.#current.name),
      said: (thread, message) => {
        if (!document.hasFocus()) alertOf(message, thread.name, () => this.open(thread.name));
      },
    });
  }

  #makeLink(/** @type {import("./link.js").Saved | undefined} */ saved) {
    return new Link({
      open: () => /** @type {any} */ (new WebSocket(`${location.origin.replace("http", "ws")}/ws`)),
      clock: {
        now: Date.now,
        after: (ms, then) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
      },
      random: Math.random,
      onState: (state, why) => showStatus(state, why ?? ""),
      onGreeted: (result) => this.#greeted(result),
      onRefused: ({ message, code }) => this.#onOut(message, code),
      onNotice: (notice) => this.#notice(notice),
      onOutcome: (id, _ask, outcome) => this.#settled(id, outcome),
    }, saved);
  }

  #greeted(/** @type {Record<string, any>} */ result) {
    this.#room.greeted(result);
    if (!result.name) this.#onOut("Somebody else has taken your name meanwhile");
    else rememberName(result.name);
    if (!result.resumed) this.#note(result.welcome);
    if (result.older && result.missed !== undefined) this.#note("Some messages were missed.");
    this.#refreshPeople();
  }

  async #refreshPeople() {
    const outcome = await this.#ask({ type: "who" });
    if ("ok" in outcome) this.#room.here(outcome.ok.names);
  }

  #notice(/** @type {{ type: string, [field: string]: any }} */ notice) {
    if (notice.type === "slowed") {
      this.#note(`You are fast: the server takes ${notice.rate} messages a second from you.`);
    } else this.#room.notice(notice);
  }

  #settled(/** @type {number} */ id, /** @type {Outcome} */ outcome) {
    this.#room.settled(id, outcome);
    this.#answers.get(id)?.(outcome);
    this.#answers.delete(id);
  }

  /** @returns {Promise<Outcome>} The answer, whenever there is a connection to get it by. */
  #ask(/** @type {import("./outbox.js").Ask} */ ask) {
    return new Promise((resolve) => this.#answers.set(this.link.ask(ask), resolve));
  }

  #obey(/** @type {import("./commands.js").Intent} */ intent) {
    if (intent.do === "say") this.#send({ type: "say", text: intent.text });
    else if (intent.do === "tell") this.#send({ type: "tell", to: intent.to, text: intent.text });
    else if (intent.do === "open") this.open(intent.name);
    else if (intent.do === "name") this.#rename(intent.name);
    else if (intent.do === "find") this.#find(intent.text);
    else if (intent.do === "refuse") this.#note(intent.why);
    else this.#obeyWord(intent.do);
  }

  #obeyWord(/** @type {"who" | "files" | "help" | "clear" | "leave"} */ word) {
    if (word === "who") this.#note(`Online: ${this.#room.people.map(printable).join(", ")}`);
    else if (word === "files") this.showFiles();
    else if (word === "help") this.showHelp();
    else if (word === "clear") this.#log(this.#current).clear();
    else this.leave();
  }

  #send(/** @type {import("./outbox.js").Ask} */ ask) {
    const id = this.link.ask(ask);
    this.#room.sending(id, ask, Date.now());
    if (ask.type === "tell" && ask.to !== this.#current.name) this.open(String(ask.to));
    this.#log(this.#current).toBottom();
  }

  /** Sends a message again that did not arrive. */
  #again(/** @type {Thread} */ thread, /** @type {number} */ key) {
    const row = thread.rows.find((each) => each.key === key);
    if (row?.kind !== "message" || !row.failure) return;
    row.failure = undefined;
    this.#logs.get(thread)?.change(row);
    this.#send({ type: thread.name ? "tell" : "say", to: thread.name, text: row.text });
  }

  async #rename(/** @type {string} */ name) {
    const outcome = await this.#ask({ type: "name", name });
    if ("error" in outcome) return this.#note(outcome.error.message);
    this.link.name = this.#room.me = outcome.ok.name;
    rememberName(outcome.ok.name);
    this.#side.update(this.#current.name);
  }

  async #find(/** @type {string} */ text) {
    const outcome = await this.#ask({ type: "find", text });
    if ("error" in outcome) return this.#note(outcome.error.message);
    this.#room.expect(outcome.ok.count, (found) => {
      openPanel(`Messages with “${printable(text)}”`, messageList(found));
    });
  }

  /** Shows what was said before all that is here, when the user comes to the top. */
  async #showOlder() {
    const { hasOlder, floor } = this.#room;
    if (!hasOlder || this.#isPaging || this.link.state !== "open") return;
    this.#isPaging = true;
    const outcome = await this.#ask({ type: "history", before: floor, count: PAGE });
    if ("error" in outcome) {
      this.#room.hasOlder = false;
    } else {
      this.#room.expect(outcome.ok.count, (rows) => this.#room.addOlder(rows, outcome.ok.more));
    }
    this.#isPaging = false;
  }

  #note(/** @type {string} */ text) {
    this.#room.note(this.#current, printable(text), Date.now());
  }

  #log(/** @type {Thread} */ thread) {
    let log = this.#logs.get(thread);
    if (!log) {
      log = new LogView(thread, {
        me: () => this.#room.me,
        onScroll: () => this.#look(),
        onTop: () => thread === this.#room.everyone && this.#showOlder(),
        onAgain: (key) => this.#again(thread, key),
      });
      this.#logs.set(thread, log);
      byId("logs").append(log.element);
    }
    return log;
  }

  /** Notes whether the user sees the end of the conversation. */
  #look() {
    const log = this.#log(this.#current);
    const isSeen = log.isAtBottom && document.hasFocus();
    this.#room.look(isSeen ? this.#current : undefined);
    byId("below").hidden = log.isAtBottom;
    byId("below").textContent = log.below === 0
      ? "Latest messages ↓"
      : `${log.below} new ${log.below === 1 ? "message" : "messages"} ↓`;
  }
}
