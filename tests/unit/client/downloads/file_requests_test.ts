import { assertEquals, assertRejects } from "@std/assert";
import type { Outcome } from "../../../../client/conversation/outcome.ts";
import { DownloadError, LostError } from "../../../../client/downloads/failure.ts";
import { FileRequests } from "../../../../client/downloads/file_requests.ts";
import type { Ask } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

/** Requests to a server that answers each in this way; all that it was asked. */
function requestsWith(outcome: Outcome) {
  const asked: Ask[] = [];
  const requests = new FileRequests({
    dial: () => Promise.reject(new Error("Connection refused")),
    ask: (ask, settle) => {
      asked.push(ask);
      settle(outcome);
    },
  });
  return { requests, asked };
}

function refusal(code: string): Outcome {
  return { error: { code, message: "No" } };
}

pure("FileRequests asks for pages of the list, and for tickets", async () => {
  const ok = { count: 0, files: [], message: "" };
  const { requests, asked } = requestsWith({ ok });
  assertEquals(await requests.page(100), ok);
  await requests.ticket("a.txt");
  assertEquals(asked, [{ type: "files", from: 100 }, { type: "get", name: "a.txt" }]);
});

pure(
  "FileRequests tells a busy server, where another attempt helps, from one that refuses",
  async () => {
    const busy = requestsWith(refusal("server-busy")).requests;
    await assertRejects(() => busy.page(0), LostError, "refused");
    const none = requestsWith(refusal("no-such-file")).requests;
    const error = await assertRejects(() => none.ticket("a.txt"), DownloadError, "refused");
    assertEquals(error instanceof LostError, false);
  },
);

pure("FileRequests: a connection that fails is worth another attempt", async () => {
  const { requests } = requestsWith(refusal("server-busy"));
  const { failure } = await assertRejects(() => requests.dial(), LostError);
  const end = { type: "broken", message: "Connection refused" } as const;
  assertEquals(failure, { type: "connection", end });
});
