import { foldCase } from "./casemap.ts";
import type { IrcEncoding } from "./irc_encoding.ts";
import type { IrcMember } from "./irc_roster.ts";
import type { Outgoing, Understanding } from "./outgoing.ts";

/** The part of a client that is needed to send something to many. */
export interface ManyClient {
  /** The member that it is, once it is registered. */
  readonly member?: IrcMember;
  /** What it understands. */
  readonly caps: Understanding;
  /** The nicks that it monitors, folded. */
  readonly monitored: ReadonlySet<string>;
  /** The encoding of all clients like it. */
  readonly shared: IrcEncoding;
  /** Queues lines. */
  push(bytes: Uint8Array): void;
}

/** The IRC clients of a server: those who are registered, and how many are not yet. */
export class IrcClients {
  readonly #all = new Set<ManyClient>();
  readonly #registered = new Set<ManyClient>();
  readonly #watchers = new Map<string, Set<ManyClient>>();

  /** How many have not registered yet. */
  get unregistered(): number {
    return this.#all.size - this.#registered.size;
  }

  /** How many have registered. */
  get registered(): number {
    return this.#registered.size;
  }

  /** Notes a client that has not registered yet. */
  add(client: ManyClient): void {
    this.#all.add(client);
  }

  /** Notes that a client has registered. */
  register(client: ManyClient): void {
    this.#registered.add(client);
  }

  /** Forgets a client. */
  remove(client: ManyClient): void {
    this.#all.delete(client);
    this.#registered.delete(client);
    for (const nick of client.monitored) this.unwatch(client, nick);
  }

  /**
   * Sends messages to everyone in the channel.
   *
   * @param except A client that is not sent them.
   */
  broadcast(messages: readonly Outgoing[], except?: ManyClient): void {
    const encoded = new Map<IrcEncoding, Uint8Array>();
    for (const client of this.#registered) {
      if (client === except || !client.member?.isJoined) continue;
      const encoding = client.shared;
      let bytes = encoded.get(encoding);
      if (!bytes) encoded.set(encoding, bytes = encoding.lines(messages));
      client.push(bytes);
    }
  }

  /** Sends messages to one member, if it is an IRC client here. */
  tell(member: IrcMember, messages: readonly Outgoing[]): void {
    for (const client of this.#registered) {
      if (client.member === member) client.push(client.shared.lines(messages));
    }
  }

  /** Begins to tell a client when somebody with this nick, folded, comes or goes. */
  watch(client: ManyClient, nick: string): void {
    const watchers = this.#watchers.get(nick);
    if (watchers) watchers.add(client);
    else this.#watchers.set(nick, new Set([client]));
  }

  /** Stops telling a client. */
  unwatch(client: ManyClient, nick: string): void {
    const watchers = this.#watchers.get(nick);
    if (watchers?.delete(client) && watchers.size === 0) this.#watchers.delete(nick);
  }

  /** Tells those who monitor a nick that somebody with it has come or gone. */
  tellWatchers(nick: string, makeMessage: (watcher: IrcMember) => Outgoing): void {
    for (const client of this.#watchers.get(foldCase(nick)) ?? []) {
      if (client.member) client.push(client.shared.lines([makeMessage(client.member)]));
    }
  }

  /** Tells those who monitor somebody and share no channel with them. */
  tellStrangers(member: IrcMember, message: Outgoing): void {
    for (const client of this.#watchers.get(foldCase(member.nick)) ?? []) {
      const isStranger = !(member.isJoined && client.member?.isJoined);
      if (isStranger && client.caps.has("extended-monitor")) {
        client.push(client.shared.lines([message]));
      }
    }
  }
}
