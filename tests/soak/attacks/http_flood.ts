import type { Attack } from "./attack.ts";
import { address, Guest, pause } from "./guest.ts";
import { Target } from "./target.ts";

const CONNECTIONS = 8;
const REQUESTS_A_SECOND = 250;
const GET = new TextEncoder().encode("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");

/** Pipelined HTTP requests without end. */
export const HTTP_FLOOD: Attack = {
  name: "http_flood",
  what: `${CONNECTIONS} connections of one address pipeline HTTP requests without end`,
  bound: `at most ${REQUESTS_A_SECOND} a second are answered, once its burst is used up`,
  async run(scale) {
    const seconds = scale === "full" ? 15 : 8;
    await using target = await Target.start();
    let answers = 0;
    const flooding = Array.from({ length: CONNECTIONS }, async () => {
      const guest = await Guest.connect(target.port, address(1));
      guest.socket.removeAllListeners("data");
      guest.socket.on("data", (bytes: Uint8Array) => {
        answers += new TextDecoder().decode(bytes).split("HTTP/1.1 ").length - 1;
      });
      for (let i = 0; i < 5_000; i++) guest.write(GET);
      return guest;
    });
    const guests = await Promise.all(flooding);
    await pause((seconds - 3) * 1_000);
    const before = answers;
    await pause(3_000);
    for (const each of guests) each[Symbol.dispose]();
    const rate = (answers - before) / 3;
    const holds = rate <= REQUESTS_A_SECOND && answers > 500;
    return { measured: `${rate.toFixed(0)}/s, ${answers} in ${seconds} s`, holds };
  },
};
