/** One try to prove that the client knows a server's password. Bytes are hexadecimal digits. */
export interface PasswordTry {
  /** What the server is sent. */
  readonly share: string;
  /**
   * Goes on with the server's share.
   *
   * @returns What to send, and how to tell whether the server knows the password itself.
   * @throws {ProtocolError} If that is no share.
   */
  answer(share: string): { readonly proof: string; isRight(proof: string): boolean };
}

/** A password that the user gave, and proofs of it. */
export interface PasswordSource {
  /**
   * Begins a proof.
   *
   * @param fingerprint That of the certificate that encrypts the connection; nothing if none does.
   * The server has to have the same, or the proof fails: so nobody can pass it on.
   */
  begin(fingerprint: string | undefined): Promise<PasswordTry>;
}
