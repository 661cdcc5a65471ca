/**
 * The IRCv3 capabilities that the IRC door has, and how a client asks for them.
 *
 * Source: https://ircv3.net/specs/extensions/capability-negotiation
 *
 * @module
 */

/** Every capability, with its value for clients that understand values (`CAP LS 302`). */
export const CAPABILITIES = {
  "away-notify": "",
  "batch": "",
  "cap-notify": "",
  "draft/chathistory": "",
  "echo-message": "",
  "extended-join": "",
  "extended-monitor": "",
  "labeled-response": "",
  "message-tags": "",
  "multi-prefix": "",
  "server-time": "",
  "setname": "",
  "standard-replies": "",
  "userhost-in-names": "",
} as const satisfies Record<string, string>;

/** A capability of the IRC door. */
export type Capability = keyof typeof CAPABILITIES;

/** What is sent in answer to `CAP`: subcommand and list. */
export type CapAnswer = readonly string[];

/** What a client has on that has asked for nothing. */
const NOTHING: ReadonlySet<Capability> = new Set<Capability>();

/** What one client has asked for. */
export class CapNegotiation {
  /** What is on: shared until it changes, as many clients ask for nothing. */
  #enabled = NOTHING;
  readonly #unoffered: ReadonlySet<Capability>;
  #version = 301;
  #isOpen = false;

  /**
   * Begins with no capability enabled.
   *
   * @param unoffered Capabilities that this server does not have.
   */
  constructor(unoffered: ReadonlySet<Capability> = new Set<Capability>()) {
    this.#unoffered = unoffered;
  }

  /** Whether the client negotiates, so that its registration waits for `CAP END`. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Tells whether a capability is enabled. */
  has(capability: Capability): boolean {
    return this.#enabled.has(capability);
  }

  /**
   * Takes a `CAP` command.
   *
   * @param params The parameters of the command: subcommand, then what goes with it.
   * @returns The parameters of the answer, after the client's nick; none if there is nothing to
   * answer, `undefined` if there is no such subcommand.
   */
  take([subcommand = "", argument = ""]: readonly string[]): CapAnswer | undefined {
    switch (subcommand.toUpperCase()) {
      case "LS":
        this.#isOpen = true;
        this.#version = Math.max(this.#version, Number.parseInt(argument, 10) || 301);
        if (this.#version >= 302) this.#enabled = new Set(this.#enabled).add("cap-notify");
        return ["LS", this.#offered().map((name) => this.#written(name)).join(" ")];
      case "LIST":
        return ["LIST", [...this.#enabled].join(" ")];
      case "REQ":
        this.#isOpen = true;
        return this.#request(argument);
      case "END":
        this.#isOpen = false;
        return [];
    }
  }

  #offered(): Capability[] {
    const all = Object.keys(CAPABILITIES) as Capability[];
    return all.filter((name) => !this.#unoffered.has(name));
  }

  #written(name: Capability): string {
    const value = CAPABILITIES[name];
    return value === "" || this.#version < 302 ? name : `${name}=${value}`;
  }

  /** Enables all capabilities that were asked for, or none: https://ircv3.net/specs/extensions/capability-negotiation */
  #request(list: string): CapAnswer {
    const offered = new Set<string>(this.#offered());
    const changes = list.split(" ").filter((word) => word !== "").map((word) => ({
      name: word.replace(/^-/, ""),
      isOn: !word.startsWith("-"),
    }));
    if (changes.some(({ name }) => !offered.has(name))) return ["NAK", list];
    const enabled = new Set(this.#enabled);
    for (const { name, isOn } of changes) {
      if (isOn) enabled.add(name as Capability);
      else if (name !== "cap-notify" || this.#version < 302) enabled.delete(name as Capability);
    }
    this.#enabled = enabled;
    return ["ACK", list];
  }
}
