/**
 * An address of this machine that is not loopback, where servers are held to their key; undefined
 * if it has none, or may not be asked.
 */
export function ownAddress(): string | undefined {
  if (Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" }).state !== "granted") {
    return undefined;
  }
  return Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.") && !address.startsWith("169.254.")
  )?.address;
}
