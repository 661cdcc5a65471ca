import { clip, printable } from "../../protocol/mod.ts";
import type { Bans } from "../admission/bans.ts";
import { originOf } from "../admission/origin.ts";
import type { Hub } from "../hub/hub.ts";
import type { Person } from "../hub/person.ts";
import type { Log } from "../observability/log.ts";
import { OPERATOR_COMMANDS, type OperatorCommand } from "./operator_command.ts";

/** What an operator acts on. */
export interface OperatorOptions {
  /** Knows who is here. */
  readonly hub: Hub;
  /** Knows who may not come in. */
  readonly bans: Bans;
  /** Takes what the operator does. */
  readonly log: Log;
  /** The time, in ms of the clock of the bans. */
  readonly now: () => number;
}

/** Most characters of a reason and of what the server says. */
const MAX_REASON_CHARS = 200;

/** What addresses look like: only digits, colons, dots and, behind them, an interface. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|(?=.*:)[0-9a-f:.]+(%\w+)?)$/i;

/** This machine's own addresses: a ban of those would shut out the operator too. */
const LOOPBACK = /^(127\.|::1$|0:0:0:0:0:0:0:1)/;

/** Does what the operator of a server commands. */
export class Operator {
  readonly #options: OperatorOptions;

  /** Takes what it acts on. */
  constructor(options: OperatorOptions) {
    this.#options = options;
  }

  /**
   * Carries out a command, all but `quit`.
   *
   * @returns The lines to show.
   */
  carryOut(command: OperatorCommand): string[] {
    switch (command.type) {
      case "who":
        return this.#who();
      case "kick":
        return this.#kick(command.name, clip(printable(command.reason), MAX_REASON_CHARS));
      case "ban":
        return this.#ban(command.whom, command.minutes);
      case "unban":
        return [
          this.#options.bans.lift(command.whom)
            ? `${command.whom} may come back`
            : `${command.whom} is not banned`,
        ];
      case "bans":
        return this.#list();
      case "say":
        this.#options.hub.announce(command.text);
        return [`server: ${command.text}`];
      case "help":
        return help();
      case "wrong":
        return [command.sentence];
      case "quit":
        return [];
    }
  }

  #who(): string[] {
    const people = this.#options.hub.people();
    if (people.length === 0) return ["Nobody is here"];
    return people.map(({ name = "(no name)", address }) => `${name}  ${address}`);
  }

  #kick(name: string, reason: string): string[] {
    const person = this.#find(name);
    if (!person) return [`Nobody here is called ${name}`];
    this.#remove(person, "removed", reason);
    return [];
  }

  #ban(whom: string, minutes: number | undefined): string[] {
    const { hub, bans, now } = this.#options;
    const isAddress = ADDRESS.test(whom);
    const person = isAddress ? undefined : this.#find(whom);
    const address = isAddress ? originOf(whom) : person?.origin;
    const origin = address !== undefined && !LOOPBACK.test(address) ? address : undefined;
    if (isAddress && origin === undefined) return [`${whom} is this machine, where you are too`];
    const looks = isAddress ? [] : hub.looksOf(whom);
    const until = minutes === undefined ? Infinity : now() + minutes * 60_000;
    bans.add({ whom, looks, origin, until });
    const isMeant = (each: Person) => each.origin === origin || each.address === person?.address;
    const removed = hub.people().filter(isMeant);
    const reason = minutes === undefined ? "banned" : `banned for ${minutes} min`;
    for (const each of removed) this.#remove(each, "banned", reason);
    const also = !isAddress && origin !== undefined ? `, and everybody from ${origin},` : "";
    return [
      `${whom}${also} may not come back${minutes === undefined ? "" : ` for ${minutes} min`}`,
    ];
  }

  #remove({ name, address }: Person, code: "removed" | "banned", reason: string): void {
    this.#options.log({ type: "removed", peer: address, name, reason });
    this.#options.hub.remove(address, { code, reason });
  }

  #find(name: string): Person | undefined {
    const wanted = name.normalize("NFC");
    return this.#options.hub.people().find((person) => person.name === wanted);
  }

  #list(): string[] {
    const { bans, now } = this.#options;
    const lines = bans.list().map(({ whom, origin, until }) => {
      const where = origin === undefined || origin === whom ? "" : `  ${origin}`;
      const minutes = Math.ceil((until - now()) / 60_000);
      return `${whom}${where}${until === Infinity ? "" : `  ${minutes} min`}`;
    });
    return lines.length === 0 ? ["Nobody is banned"] : lines;
  }
}

function help(): string[] {
  const commands = Object.values(OPERATOR_COMMANDS);
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  return commands.map(({ usage, help }) => `${usage.padEnd(width)}  ${help}`);
}
