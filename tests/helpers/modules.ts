/** The source files of the repository and what they import, for tests of the layout. */
import { ROOT } from "./program.ts";

const BASE = new URL(`file://${ROOT}`);

/** Folders that hold no source of the project. */
const NO_SOURCE = ["node_modules", "dist", "coverage"];

/**
 * Lists the TypeScript files in a folder and the folders in it, without hidden ones and build output.
 *
 * @param folder A path from the root of the repository; the root itself if empty.
 * @returns Their paths from the root, sorted.
 */
export async function filesOf(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${folder}`)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name.startsWith(".") || NO_SOURCE.includes(name)) continue;
    if (isDirectory) files.push(...await filesOf(path));
    else if (name.endsWith(".ts")) files.push(path);
  }
  return files.sort();
}

/** Reads a file and removes its comments. */
export async function codeOf(file: string): Promise<string> {
  const text = await Deno.readTextFile(`${ROOT}${file}`);
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "");
}

/** Returns what a file imports, types included: paths from the root, or bare names. */
export async function importsOf(file: string): Promise<string[]> {
  const matches = (await codeOf(file)).matchAll(/\bfrom\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g);
  return Array.from(matches, ([, from, bare]) => {
    const name = (from ?? bare)!;
    return name.startsWith(".")
      ? new URL(name, new URL(file, BASE)).href.slice(BASE.href.length)
      : name;
  });
}

/** Returns what a file imports whenever it is loaded, that is, not by calling `import()`. */
export async function staticImportsOf(file: string): Promise<string[]> {
  const matches = (await codeOf(file)).matchAll(/\bfrom\s+"([^"]+)"|\bimport\s+"([^"]+)"/g);
  return Array.from(matches, ([, from, bare]) => (from ?? bare)!);
}

/** Returns a file and all that it imports, directly or not. */
export async function closureOf(file: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith(".ts") || /^(@|npm:)/.test(file)) return seen;
  for (const module of await importsOf(file)) await closureOf(module, seen);
  return seen;
}

/** Names that a file exports by declaring them; what it re-exports is left out. */
export async function exportsOf(file: string): Promise<string[]> {
  const declared = (await codeOf(file)).matchAll(
    /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm,
  );
  return [...new Set(Array.from(declared, ([, name]) => name!))];
}
