import type { Notice } from "../../../protocol/mod.ts";
import { Annotations } from "./annotations.ts";
import { foldCase } from "./casemap.ts";
import { type IrcMember, IrcRoster, sourceOf } from "./irc_roster.ts";
import { type IrcText, textMessages } from "./irc_texts.ts";
import { CHANNEL } from "./isupport.ts";
import { joinMessages } from "./join_messages.ts";
import { MessageIds } from "./message_ids.ts";
import { carriedName } from "./nick_book.ts";
import type { Outgoing } from "./outgoing.ts";

/** The topic of the channel. */
export interface Topic {
  /** What it says. */
  readonly text: string;
  /** Who set it: `nick!user@host`. */
  readonly by: string;
  /** When, in ms since 1970 UTC. */
  readonly at: number;
}

/** Options of {@linkcode IrcWorld}. */
export interface IrcWorldOptions {
  /** Names the room: the same string as long as the numbers of its messages go on. */
  readonly room: string;
  /** Makes a link to the text of a message, by its number; nothing if there is none. */
  readonly linkTo?: (seq: number) => string | undefined;
  /** The names of all who are in the room, for when nobody is told of each who comes. */
  readonly names?: () => readonly string[];
  /** When somebody who is in the room came, in ms since 1970 UTC, if that is known. */
  readonly cameAt?: (name: string) => number | undefined;
  /** Called when somebody has come, or has a new nick. */
  readonly onCame?: (member: IrcMember) => void;
  /** Called when nobody has a nick any more. */
  readonly onGone?: (nick: string) => void;
}

/**
 * What all IRC clients of a server share: who is in the room, the topic, and what each notice of the
 * room is in IRC. A notice is interpreted once, in the order of the notices.
 */
export class IrcWorld {
  /** Everyone in the room. */
  readonly roster: IrcRoster = new IrcRoster();
  /** What clients add to the texts that they are about to say. */
  readonly annotations = new Annotations();
  /** What messages are referred to by. */
  readonly ids: MessageIds;
  /** The topic, if there is one. */
  topic?: Topic;
  readonly #options: IrcWorldOptions;
  readonly #interpreted = new WeakMap<Notice, readonly Outgoing[]>();
  readonly #reasons = new Map<string, string>();

  /** Begins with nobody. */
  constructor(options: IrcWorldOptions) {
    this.#options = options;
    this.ids = new MessageIds(options.room);
  }

  /** Says why somebody is about to leave. */
  explain(name: string, reason: string): void {
    this.#reasons.set(name, reason);
  }

  /**
   * Makes the roster agree with who is in the room: nobody has followed it while no IRC client was
   * there. A name that came at another time is somebody else's, or a later visit.
   */
  agree(names: readonly string[], now: number): void {
    const { cameAt = () => undefined } = this.#options;
    const here = new Set(names);
    for (const { name, cameAt: known } of [...this.roster.members]) {
      if (!here.has(name) || (cameAt(name) ?? known) !== known) this.roster.leave(name, now);
    }
    for (const name of names) this.roster.enter(name, cameAt(name) ?? now);
  }

  /** Notes that somebody is in the room. Does nothing if that is known. */
  enter(name: string, time: number): IrcMember {
    const known = this.roster.named(name);
    if (known) return known;
    const member = this.roster.enter(name, time);
    this.#options.onCame?.(member);
    return member;
  }

  /**
   * Turns a notice to everyone into messages for those in the channel. A joined or departed member,
   * or a new name, takes effect here.
   */
  interpret(notice: Notice): readonly Outgoing[] {
    let messages = this.#interpreted.get(notice);
    if (!messages) this.#interpreted.set(notice, messages = this.#read(notice));
    return messages;
  }

  /** Turns a private message into messages for its receiver. */
  interpretPrivate(notice: Notice<"message">, nick: string): readonly Outgoing[] {
    return textMessages(this.#text(notice, nick));
  }

  /** Turns an earlier message into messages. Its sender may have left. */
  recall(notice: Notice<"message">): readonly Outgoing[] {
    return textMessages({ ...this.#base(notice, CHANNEL), command: "PRIVMSG" });
  }

  #read(notice: Notice): Outgoing[] {
    switch (notice.type) {
      case "message":
        return textMessages(this.#text(notice, CHANNEL));
      case "joined":
        return this.#joined(notice);
      case "left":
        return this.#left(notice);
      case "renamed":
        return this.#renamed(notice);
      case "crowd":
        this.agree(this.#options.names?.() ?? [], notice.time);
        return [];
      default:
        return [];
    }
  }

  #text(notice: Notice<"message">, target: string): IrcText {
    const { command = "PRIVMSG", clientTags } = this.annotations.take(notice) ?? {};
    return { ...this.#base(notice, target), command, clientTags };
  }

  #base({ from, text, time, seq }: Notice<"message">, target: string): Omit<IrcText, "command"> {
    const member = this.roster.named(from);
    if (member) member.spokeAt = Math.max(member.spokeAt, time);
    const source = member ? sourceOf(member) : `${carriedName(from)}!user@chat`;
    return {
      source,
      target,
      text,
      time,
      msgid: this.ids.of(seq),
      isFromBot: member?.isBot,
      link: target === CHANNEL ? this.#options.linkTo?.(seq) : undefined,
    };
  }

  #joined({ name, time, like }: Notice<"joined">): Outgoing[] {
    const isKnown = this.roster.named(name) !== undefined;
    const member = this.enter(name, time);
    const joins = isKnown || !member.isJoined ? [] : joinMessages(member, time);
    return [...joins, ...this.#warning(name, like, time)];
  }

  /** Warns that a name only looks like another one. */
  #warning(name: string, like: string | undefined, time: number): Outgoing[] {
    if (like === undefined) return [];
    const [nick, other] = [name, like].map((each) => this.roster.named(each)?.nick ?? each);
    const text = `${nick} is not ${other}: it only looks the same`;
    return [{ command: "NOTICE", params: [CHANNEL, text], time }];
  }

  #left({ name, time, removed }: Notice<"left">): Outgoing[] {
    const member = this.roster.leave(name, time);
    const reason = removed === undefined ? this.#reasons.get(name) : `Removed: ${removed}`;
    this.#reasons.delete(name);
    this.annotations.forget(name);
    if (member) this.#options.onGone?.(member.nick);
    if (!member?.isJoined) return [];
    return [{ source: sourceOf(member), command: "QUIT", params: [reason ?? "Left"], time }];
  }

  #renamed({ from, to, time, like }: Notice<"renamed">): Outgoing[] {
    const before = this.roster.named(from)?.nick;
    const renamed = this.roster.rename(from, to, time);
    if (!renamed) return [];
    const { source, member, member: { nick } } = renamed;
    if (foldCase(before!) !== foldCase(nick)) {
      this.#options.onGone?.(before!);
      this.#options.onCame?.(member);
    }
    const warning = this.#warning(to, like, time);
    if (!member.isJoined) return warning;
    return [{ source, command: "NICK", params: [nick], time }, ...warning];
  }
}
