import type { ClientEvent } from "../../session/events.ts";
import { visitOf } from "./acquaintances.ts";

/**
 * Somebody whom the user chose by name: to write to, to ignore, to answer. Whoever takes the name
 * later is somebody else. As far as the server tells which visit something comes from (`by`), that
 * decides; else the name does, followed through each `renamed` until the `left`.
 */
export class Bond {
  /** The name as the user chose it. */
  readonly chosen: string;
  /** The name they have now, or had last. */
  name: string;
  /** Whether they have left since. */
  hasLeft = false;
  #by?: string;

  /**
   * Begins with whoever has the name.
   *
   * @param by The id of their visit, if it is known.
   */
  constructor(name: string, by?: string) {
    this.chosen = this.name = name;
    this.#by = by;
  }

  /** Tells whether somebody is meant. */
  means(name: string, by?: string): boolean {
    const id = visitOf(by);
    if (this.#by !== undefined && id !== undefined) return id === this.#by;
    return !this.hasLeft && name === this.name;
  }

  /** Takes note of what happens to them. */
  follow(event: ClientEvent): void {
    switch (event.type) {
      case "message":
        if (this.means(event.from, event.by)) this.#by ??= visitOf(event.by);
        return this.#found(event.from, event.by);
      case "renamed":
        if (this.means(event.from, event.by)) this.name = event.to;
        return;
      case "left":
        if (this.means(event.name, event.by)) this.hasLeft = true;
        return;
      case "joined":
        return this.#found(event.name, event.by);
      case "back":
        if (event.isNewVisit) this.#by = undefined;
    }
  }

  /** Takes note of who has a name: a client that was cut off has missed some changes. */
  #found(name: string, by: string | undefined): void {
    const id = visitOf(by);
    if (this.#by === undefined || id === undefined) return;
    if (id === this.#by) {
      this.hasLeft = false;
      this.name = name;
    } else if (name === this.name) this.hasLeft = true;
  }
}
