import { assertEquals } from "@std/assert";
import { orderOf, PageBuilder } from "../../../../server/journal/page_builder.ts";

const message = (seq: number, text = "hi") =>
  ({ type: "message", from: "alice", text, time: 1_795_262_400_000, seq }) as const;

function fill(wanted: { count: number; maxBytes?: number; after?: number }, seqs: number[]) {
  const query = { maxBytes: 10_000, ...wanted };
  const builder = new PageBuilder(query, orderOf(query));
  for (const seq of seqs) if (!builder.add(message(seq))) break;
  const { messages, more } = builder.page;
  return { seqs: messages.map(({ seq }) => seq), more };
}

Deno.test("PageBuilder: a page without `after` is filled from its end", () => {
  assertEquals(fill({ count: 3 }, [9, 8]), { seqs: [8, 9], more: false });
  assertEquals(fill({ count: 3 }, [9, 8, 7]), { seqs: [7, 8, 9], more: false });
  assertEquals(fill({ count: 3 }, [9, 8, 7, 6]), { seqs: [7, 8, 9], more: true });
});

Deno.test("PageBuilder: a page with `after` is filled from its beginning", () => {
  assertEquals(fill({ count: 2, after: 0 }, [1, 2]), { seqs: [1, 2], more: false });
  assertEquals(fill({ count: 2, after: 0 }, [1, 2, 3]), { seqs: [1, 2], more: true });
});

Deno.test("PageBuilder: a page ends before its bytes are too many, but is never empty", () => {
  const frame = 5 + JSON.stringify(message(1)).length;
  assertEquals(fill({ count: 9, maxBytes: 2 * frame }, [3, 2]).more, false);
  assertEquals(fill({ count: 9, maxBytes: 2 * frame }, [3, 2, 1]), { seqs: [2, 3], more: true });
  assertEquals(fill({ count: 9, maxBytes: 1 }, [3, 2]), { seqs: [3], more: true });
});

Deno.test("PageBuilder: a page of no messages says whether there is one", () => {
  assertEquals(fill({ count: 0 }, []), { seqs: [], more: false });
  assertEquals(fill({ count: 0 }, [1]), { seqs: [], more: true });
});
