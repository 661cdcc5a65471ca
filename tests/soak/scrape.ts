/** Reads one number from a server's metrics. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(url)).text();
  const line = text.split("\n").find((line) => line.startsWith(`${name} `));
  if (!line) throw new Error(`No metric ${name} at ${url}`);
  return Number(line.slice(name.length + 1));
}
