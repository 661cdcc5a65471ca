/** What CPace needs of the group ristretto255 (RFC 9496) and of SHA-512. */
export interface Ristretto {
  /** SHA-512. */
  hash(bytes: Uint8Array): Uint8Array;
  /** HMAC with SHA-512. */
  mac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Maps 64 uniform bytes to an element; returns its encoding. */
  element(uniform: Uint8Array): Uint8Array;
  /**
   * Multiplies an element by a scalar.
   *
   * @param scalar 32 bytes, little-endian, from 1 to 2^252.
   * @param element An encoding, of any origin.
   * @returns The encoding of the product.
   * @throws {RangeError} If the element is no element, or the product is the neutral one.
   */
  multiply(scalar: Uint8Array, element: Uint8Array): Uint8Array;
}

/**
 * Loads the group. It takes some 30 ms, so only those load it who have a password to prove.
 *
 * @throws {Error} If the package is neither cached nor to be had.
 */
export async function loadRistretto(): Promise<Ristretto> {
  const [{ ristretto255, ristretto255_hasher }, { sha512 }, { hmac }] = await Promise.all([
    import("npm:@noble/curves@2.4.0/ed25519.js"),
    import("npm:@noble/hashes@2.4.0/sha2.js"),
    import("npm:@noble/hashes@2.4.0/hmac.js"),
  ]);
  const { Point } = ristretto255;
  return {
    hash: (bytes) => sha512(bytes),
    mac: (key, bytes) => hmac(sha512, key, bytes),
    element: (uniform) => ristretto255_hasher.deriveToCurve!(uniform).toBytes(),
    multiply: (scalar, element) => {
      try {
        const product = Point.fromBytes(element).multiply(littleEndian(scalar));
        if (!product.equals(Point.ZERO)) return product.toBytes();
      } catch (cause) {
        throw new RangeError("Not an element of the group", { cause });
      }
      throw new RangeError("The neutral element of the group");
    },
  };
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}
