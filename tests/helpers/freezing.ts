import { TempFolder } from "./temp_folder.ts";

/**
 * Tells whether this process may make a file one that nobody can write, not even who has it open:
 * that takes `chattr`, root, and a file system that knows it. Root does not heed a file's mode.
 */
export async function isFreezingPossible(): Promise<boolean> {
  for (const name of ["write", "run"] as const) {
    if ((await Deno.permissions.query({ name })).state !== "granted") return false;
  }
  await using probe = await TempFolder.make({ probe: "x" });
  using file = await Deno.open(probe.file("probe"), { write: true });
  if (!await freeze(probe.file("probe"))) return false;
  const isFrozen = await file.write(new Uint8Array(1)).then(() => false, () => true);
  return await thaw(probe.file("probe")) && isFrozen;
}

/** Makes a file one that nobody can write; tells whether that worked. */
export function freeze(path: string): Promise<boolean> {
  return chattr("+i", path);
}

/** Lets a file be written again. */
export function thaw(path: string): Promise<boolean> {
  return chattr("-i", path);
}

async function chattr(flag: string, path: string): Promise<boolean> {
  const command = new Deno.Command("chattr", { args: [flag, path], stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}
