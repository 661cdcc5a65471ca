import type { Given, Option } from "../../types/command.d.ts";

/** The options of `chat serve` that say how browsers are served. */
export const WEB_OPTIONS: Readonly<Record<string, Option>> = {
  "no-web": { kind: "flag", help: "serve no page for browsers" },
  "web-host": {
    kind: "text",
    value: "NAME",
    help: "name that browsers may use too, such as chat.example.org; several with commas",
  },
};

/** A host name: labels of letters, digits and hyphens. */
const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})*$/;

/**
 * Reads the options out of a command line.
 *
 * @returns The names that browsers may use beside addresses and local names; false if there is to be
 * no page.
 * @throws {SyntaxError} If a name is no host name: it has no port and no scheme.
 *
 * @example
 * ```ts
 * import { readWebOptions } from "./web_options.ts";
 *
 * readWebOptions({ "web-host": "Chat.example.org" }); // { hosts: ["chat.example.org"] }
 * ```
 */
export function readWebOptions(given: Given): false | { readonly hosts: readonly string[] } {
  if (given["no-web"]) return false;
  const hosts = (given["web-host"] ?? "").toLowerCase().split(",").filter((name) => name !== "");
  for (const host of hosts) {
    if (HOST_NAME.test(host)) continue;
    throw new SyntaxError(`--web-host must be a host name without a port, received ${host}`);
  }
  return { hosts };
}
