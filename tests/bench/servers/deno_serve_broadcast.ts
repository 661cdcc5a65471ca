/** A broadcast server on `Deno.serve`: what one says goes to all others. */
const sockets = new Set<WebSocket>();
let seq = 0;

Deno.serve({
  port: 0,
  hostname: "127.0.0.1",
  onListen: ({ port }) => console.log(`listening on 127.0.0.1:${port}`),
}, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request);
  let from = "";
  socket.onopen = () => sockets.add(socket);
  socket.onclose = () => sockets.delete(socket);
  socket.onmessage = ({ data }) => {
    const { id, type, name, text } = JSON.parse(data);
    if (type === "hello") from = name;
    if (type === "say") {
      const notice = JSON.stringify({ type: "message", from, text, time: Date.now(), seq: ++seq });
      for (const other of sockets) if (other !== socket) other.send(notice);
    }
    socket.send(JSON.stringify({ id, ok: {} }));
  };
  return response;
});
