import { connect } from "node:net";

/**
 * Connects, sends bytes, waits for some in return, and resets the connection: Deno's own sockets
 * say goodbye when they are closed, Node's can end with an RST.
 */
export async function sendAndReset(port: number, bytes: Uint8Array): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => {
    socket.once("data", resolve);
    socket.once("error", reject);
    socket.write(bytes);
  });
  socket.resetAndDestroy();
  await closed;
}
