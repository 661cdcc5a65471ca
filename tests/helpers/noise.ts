/** Pseudo-random bytes that are the same in every run. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let i = 0, state = seed; i < words.length; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}
