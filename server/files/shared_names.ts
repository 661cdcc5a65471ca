/** Most folders within each other: bounds what it takes to list or check one file. */
const MAX_PARTS = 32;

/**
 * Tells whether a file or folder of this name may be shared: its parts are plain names, none is
 * hidden (begins with a dot), and none leads up or out.
 *
 * @param name Path relative to the shared folder, its parts separated by `/`; at most 32 parts.
 */
export function isSharable(name: string): boolean {
  if (/[\0\\]/.test(name) || /^[a-z]:/i.test(name)) return false;
  const parts = name.split("/", MAX_PARTS + 1);
  if (parts.length > MAX_PARTS) return false;
  return parts.every((part) => part !== "" && !part.startsWith("."));
}
