import { Outbox } from "./outbox.js";

/** Version of the protocol. */
const VERSION = 1;
/** How long to wait before the first and the last try to connect again, in ms. */
const [FIRST_MS, LONGEST_MS] = [1_000, 30_000];
/** How long the server may be silent before it is asked, and then until it is given up, in ms. */
const [PING_AFTER_MS, GONE_AFTER_MS] = [30_000, 15_000];
/** How long a server may take to answer a hello, in ms. */
const ANSWER_MS = 9_000;
/** How long it may take to judge a password, in ms: longer, the more wrong ones it has seen. */
const UNLOCK_MS = 90_000;
/** Earlier messages to ask for on joining. */
const EARLIER = 50;
/** The close code of a web socket whose conversation goes on in another one. */
const REPLACED = 4001;

/**
 * @typedef {object} Socket What a link needs of a web socket.
 * @property {(text: string) => void} send
 * @property {() => void} close
 * @property {(() => void) | null} onopen
 * @property {((event: { data: string }) => void) | null} onmessage
 * @property {((event: { code: number }) => void) | null} onclose
 *
 * @typedef {object} Clock
 * @property {() => number} now The time in ms.
 * @property {(ms: number, then: () => void) => () => void} after Calls back later; returns what
 * stops it.
 *
 * @typedef {import("./outbox.js").Ask} Ask
 * @typedef {import("./outbox.js").Outcome} Outcome
 *
 * @typedef {"idle" | "connecting" | "open" | "waiting" | "replaced" | "over"} State
 *
 * @typedef {object} Saved What a link is made from again when the page is loaded again.
 * @property {string} [secret]
 * @property {string} [room]
 * @property {number} last
 * @property {{ id: number, ask: Ask }[]} pending
 *
 * @typedef {object} LinkOptions
 * @property {() => Socket} open Opens a web socket.
 * @property {Clock} clock
 * @property {() => number} random From 0 to 1.
 * @property {(state: State, why?: string) => void} onState
 * @property {(result: Record<string, any>) => void} onGreeted Takes the answer to each hello.
 * @property {(error: { code: string, message: string }) => void} onRefused Told why hello failed.
 * @property {(notice: { type: string, [field: string]: any }) => void} onNotice
 * @property {(id: number, ask: Ask, outcome: Outcome) => void} onOutcome
 */

/**
 * A conversation that outlives its web sockets: says hello on each, with the secret that proves who
 * it is and the number of the last message it has, and sends again what has no answer yet.
 */
export class Link {
  /** @type {State} */
  state = "idle";
  /** Whom to be; the server may have another idea. */
  name = "";
  #options;
  #outbox;
  /** @type {Socket | undefined} */
  #socket;
  /** @type {string | undefined} */
  #secret;
  /** @type {string | undefined} */
  #room;
  #last = 0;
  #helloId = 0;
  #unlockId = 0;
  #password = "";
  #tries = 0;
  #heardAt = 0;
  #pinged = false;
  #why = "";
  #stopTimer = () => {};

  /**
   * @param {LinkOptions} options
   * @param {Saved} [saved]
   */
  constructor(options, saved) {
    this.#options = options;
    // No page that had this conversation before used a higher id, even if it did not end orderly.
    this.#outbox = new Outbox(options.clock.now());
    this.#secret = saved?.secret;
    this.#room = saved?.room;
    this.#last = saved?.last ?? 0;
    for (const { id, ask } of saved?.pending ?? []) this.#outbox.restore(id, ask);
  }

  /**
   * Connects.
   *
   * @param {string} name Whom to be.
   * @param {string} [password] The server's password; without one, that of the last time.
   */
  join(name, password) {
    this.name = name;
    this.#password = password || this.#password;
    this.#open();
  }

  /**
   * Sends a request, once there is a connection; returns its id.
   *
   * @param {Ask} ask
   */
  ask(ask) {
    const id = this.#outbox.add(ask);
    this.#flush(false);
    return id;
  }

  /** Tries at once to connect, or asks the server whether it is there, as the user is. */
  hurry() {
    if (this.state === "waiting") this.#open();
    else if (this.state === "open" && this.#silence() > PING_AFTER_MS / 2) this.#ping();
  }

  /** Says goodbye. */
  leave() {
    if (this.state === "open") this.ask({ type: "bye" });
    this.#secret = undefined;
    this.#end("over");
  }

  /** What a page that is loaded again goes on with. @returns {Saved} */
  save() {
    const pending = this.#outbox.messages();
    return { secret: this.#secret, room: this.#room, last: this.#last, pending };
  }

  #set(/** @type {State} */ state, /** @type {string | undefined} */ why = undefined) {
    this.state = state;
    this.#options.onState(state, why);
  }

  #open() {
    this.#stopTimer();
    this.#set("connecting", this.#why);
    const socket = this.#socket = this.#options.open();
    const isMine = () => this.#socket === socket;
    socket.onopen = () => isMine() && this.#hello();
    socket.onmessage = ({ data }) => isMine() && this.#take(data);
    socket.onclose = ({ code }) => isMine() && this.#lost(code);
    this.#after(ANSWER_MS, () => this.#giveUp("The server does not answer"));
  }

  #hello() {
    this.#helloId = this.#outbox.nextId();
    const back = this.#secret ? { secret: this.#secret, last: this.#last } : {};
    this.#send({
      id: this.#helloId,
      type: "hello",
      version: VERSION,
      name: this.name,
      history: EARLIER,
      room: this.#room,
      ...back,
    });
  }

  #take(/** @type {string} */ data) {
    this.#heardAt = this.#options.clock.now();
    this.#pinged = false;
    if (data === "") return;
    const message = JSON.parse(data);
    if ("id" in message) return this.#answer(message);
    if (message.type === "message" && !message.earlier) this.#last = message.seq;
    if (message.type === "closing") this.#why = message.message;
    this.#options.onNotice(message);
  }

  #answer(/** @type {{ id: number } & Outcome} */ { id, ...outcome }) {
    if (id === this.#helloId) {
      return "ok" in outcome ? this.#greeted(outcome.ok) : this.#refused(outcome.error);
    }
    if (id === this.#unlockId) {
      return "ok" in outcome ? this.#hello() : this.#refused(outcome.error);
    }
    const ask = this.#outbox.take(id);
    if (ask) this.#options.onOutcome(id, ask, /** @type {Outcome} */ (outcome));
  }

  #greeted(/** @type {Record<string, any>} */ result) {
    this.#stopTimer();
    this.#tries = 0;
    this.#why = "";
    this.#secret = result.secret;
    this.#room = result.room;
    if (result.name) this.name = result.name;
    if (!result.resumed && result.missed === undefined) this.#last = result.seq;
    this.#options.onGreeted(result);
    if (!result.resumed) this.#forget();
    this.#set("open");
    this.#flush(true);
    this.#watch();
  }

  /** The server does not know us any more: nobody knows what became of what was sent. */
  #forget() {
    const error = { code: "outcome-unknown", message: "The connection broke: it may have arrived" };
    for (const { id, ask } of this.#outbox.takeSent()) this.#options.onOutcome(id, ask, { error });
  }

  #refused(/** @type {{ code: string, message: string }} */ error) {
    if (error.code === "password-needed" && this.#password) return this.#unlock();
    if (error.code === "password-wrong") this.#password = "";
    this.#end("idle");
    this.#options.onRefused(error);
  }

  #unlock() {
    this.#unlockId = this.#outbox.nextId();
    this.#send({ id: this.#unlockId, type: "unlock", password: this.#password });
    this.#after(UNLOCK_MS, () => this.#giveUp("The server does not answer"));
  }

  #lost(/** @type {number} */ code) {
    if (code === REPLACED) return this.#end("replaced");
    this.#giveUp(this.#why || "The connection is lost");
  }

  /** Waits, longer each time and by chance, so that the many pages of a server do not come at once. */
  #giveUp(/** @type {string} */ why) {
    this.#why = why;
    this.#drop();
    const longest = Math.min(FIRST_MS * 2 ** this.#tries++, LONGEST_MS);
    this.#after(longest * (0.5 + this.#options.random() / 2), () => this.#open());
    this.#set("waiting", why);
  }

  #end(/** @type {State} */ state) {
    this.#stopTimer();
    this.#drop();
    this.#set(state);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #silence() {
    return this.#options.clock.now() - this.#heardAt;
  }

  #watch() {
    if (!this.#pinged && this.#silence() >= PING_AFTER_MS) return this.#ping();
    this.#after(PING_AFTER_MS, () => this.#watch());
  }

  #ping() {
    this.#pinged = true;
    this.#socket?.send(""); // Scripts can send no ping frame; this is answered with the same.
    this.#after(GONE_AFTER_MS, () => {
      if (this.#pinged) this.#giveUp("The server has fallen silent");
      else this.#watch();
    });
  }

  #flush(/** @type {boolean} */ all) {
    if (this.state !== "open") return;
    for (const text of this.#outbox.toSend(all)) this.#socket?.send(text);
  }

  #send(/** @type {object} */ message) {
    this.#socket?.send(JSON.stringify(message));
  }

  #after(/** @type {number} */ ms, /** @type {() => void} */ then) {
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(ms, then);
  }
}
