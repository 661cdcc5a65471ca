/**
 * Makes the skeleton of a text, by Unicode TR39: texts with the same skeleton look the same in most
 * fonts. A skeleton is not for showing.
 */
export type SkeletonOf = (text: string) => string;

/** What TR39 has for ASCII characters that names may hold; the rest of ASCII stands for itself. */
const ASCII: Readonly<Record<string, string>> = { "0": "O", "1": "l", I: "l", m: "rn", "`": "'" };

/** Makes the skeleton of a text without the table of TR39, which is right for ASCII. */
export function asciiSkeleton(text: string): string {
  if (!needsTable(text)) return text.replace(/[01Im`]/g, (char) => ASCII[char]!);
  return text.normalize("NFD").replace(/[01Im`]/g, (char) => ASCII[char]!).normalize("NFD");
}

/** Whether a name holds characters of which only the table knows what they look like. */
export function needsTable(name: string): boolean {
  return /[^ -~]/.test(name);
}

/**
 * Returns what names are compared by: two that share one of these look the same, or differ only in
 * case or width.
 *
 * @param name A name.
 * @param skeletonOf Makes skeletons.
 */
export function looksOf(name: string, skeletonOf: SkeletonOf): readonly string[] {
  const plain = needsTable(name) ? name.normalize("NFKC") : name;
  return [`=${skeletonOf(name)}`, `~${skeletonOf(plain.toLowerCase())}`];
}
