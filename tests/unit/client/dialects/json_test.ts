import { assertEquals } from "@std/assert";
import { createJson } from "../../../../client/dialects/json.ts";
import type { ConnectionEnd } from "../../../../client/conversation/connection_end.ts";
import { pure } from "../../../helpers/pure.ts";

const over = (end: ConnectionEnd) => {
  const target = { host: "localhost", port: 5555 };
  const lines = createJson().render({ type: "over", end, target });
  return lines.map(({ text }) => JSON.parse(text));
};

pure("--json: a refused hello has the server's code, so that a bot can take another name", () => {
  const error = { code: "name-taken", message: "The name bot is taken" } as const;
  assertEquals(over({ type: "refused", error }), [{
    type: "error",
    code: "name-taken",
    message: "localhost:5555 refused: The name bot is taken",
  }]);
});

pure("--json: a connection that ends without an answer has no code", () => {
  assertEquals(over({ type: "no-answer", ms: 5000 }), [{
    type: "error",
    message: "No answer from localhost:5555 within 5 s",
  }]);
});
