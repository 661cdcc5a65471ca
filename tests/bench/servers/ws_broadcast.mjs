// @ts-nocheck: run by Node, with the package in a folder that the benchmark makes.
// A broadcast server as the documentation of `ws` has it: what one says goes to all others.
import { createRequire } from "node:module";

const { WebSocketServer } = createRequire(process.argv[2])("ws");
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
let seq = 0;
server.on("connection", (socket) => {
  let from = "";
  socket.on("message", (data) => {
    const { id, type, name, text } = JSON.parse(data);
    if (type === "hello") from = name;
    if (type === "say") {
      const notice = JSON.stringify({ type: "message", from, text, time: Date.now(), seq: ++seq });
      for (const other of server.clients) if (other !== socket) other.send(notice);
    }
    socket.send(JSON.stringify({ id, ok: {} }));
  });
});
server.on("listening", () => console.log(`listening on 127.0.0.1:${server.address().port}`));
