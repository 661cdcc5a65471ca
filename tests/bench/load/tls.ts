/**
 * The same calls as those of {@linkcode plain}, encrypted by OpenSSL, without promises either. The
 * server's certificate is not verified: what is measured is the encryption. Linux only.
 *
 * @module
 */
import { close, connect, plain, RECEIVE_BYTES, received, type Sockets } from "./libc.ts";

/** Sends partly what does not fit; the bytes may be elsewhere at the next try. */
const PARTIAL_AND_MOVING = 1n | 2n;
const SSL_CTRL_MODE = 33;
const SSL_ERROR_ZERO_RETURN = 6;
const SSL_ERROR_SSL = 1;
const SSL_ERROR_SYSCALL = 5;
/** The largest record of TLS, in bytes. */
const RECORD_BYTES = 16_384;

/** Connections that are encrypted with TLS, by `libssl`. */
export function tlsSockets(): Sockets {
  const { symbols } = Deno.dlopen("libssl.so.3", {
    TLS_client_method: { parameters: [], result: "pointer" },
    SSL_CTX_new: { parameters: ["pointer"], result: "pointer" },
    SSL_CTX_ctrl: { parameters: ["pointer", "i32", "i64", "pointer"], result: "i64" },
    SSL_new: { parameters: ["pointer"], result: "pointer" },
    SSL_set_fd: { parameters: ["pointer", "i32"], result: "i32" },
    SSL_set_connect_state: { parameters: ["pointer"], result: "void" },
    SSL_read: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
    SSL_write: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
    SSL_get_error: { parameters: ["pointer", "i32"], result: "i32" },
    SSL_free: { parameters: ["pointer"], result: "void" },
  });
  const context = symbols.SSL_CTX_new(symbols.TLS_client_method());
  symbols.SSL_CTX_ctrl(context, SSL_CTRL_MODE, PARTIAL_AND_MOVING, null);
  const connections = new Map<number, Deno.PointerValue>();

  function isOver(ssl: Deno.PointerValue, result: number): boolean {
    const error = symbols.SSL_get_error(ssl, result);
    return error === SSL_ERROR_ZERO_RETURN || error === SSL_ERROR_SSL ||
      error === SSL_ERROR_SYSCALL;
  }

  return {
    connect(port) {
      const fd = connect(port);
      const ssl = symbols.SSL_new(context);
      symbols.SSL_set_fd(ssl, fd);
      symbols.SSL_set_connect_state(ssl);
      connections.set(fd, ssl);
      return fd;
    },
    receive(fd, at) {
      const ssl = connections.get(fd)!;
      let count = 0;
      // One call returns one record at most, and leaves none behind that the poll does not see.
      while (count + RECORD_BYTES <= RECEIVE_BYTES) {
        const read = symbols.SSL_read(ssl, received.subarray(at + count), RECORD_BYTES);
        if (read <= 0) return count === 0 && isOver(ssl, read) ? 0 : count || undefined;
        count += read;
      }
      return count;
    },
    send(fd, bytes) {
      return symbols.SSL_write(connections.get(fd)!, bytes, bytes.length);
    },
    close(fd) {
      symbols.SSL_free(connections.get(fd)!);
      connections.delete(fd);
      close(fd);
    },
  };
}

/** The sockets that a load asks for. */
export function socketsFor({ tls = false }: { tls?: boolean }): Sockets {
  return tls ? tlsSockets() : plain;
}
