/** Where people without a program of ours find what does not fit into a line. */
export interface Links {
  /**
   * Makes a link to a shared file.
   *
   * @param ticket What the room has given for it, to be used within a minute; a server with a
   * password asks for it.
   */
  readonly fileLink: (name: string, ticket?: string) => string;
  /** Makes a link to the text of a message to everyone, by its number. */
  readonly linkTo: (seq: number) => string;
}

/**
 * Makes links to what the HTTP door serves.
 *
 * @param address Where it does, without a slash at the end.
 *
 * @example
 * ```ts
 * import { linksTo } from "./links.ts";
 *
 * linksTo("http://localhost:5555").fileLink("a b.txt"); // "http://localhost:5555/files/a%20b.txt"
 * ```
 */
export function linksTo(address: string): Links {
  return {
    fileLink: (name, ticket) => {
      const path = name.split("/").map(encodeURIComponent).join("/");
      const query = ticket === undefined ? "" : `?ticket=${encodeURIComponent(ticket)}`;
      return `${address}/files/${path}${query}`;
    },
    linkTo: (seq) => `${address}/texts/${seq}`,
  };
}
