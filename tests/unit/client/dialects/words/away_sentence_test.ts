import { assertEquals } from "@std/assert";
import { awaySentence } from "../../../../../client/dialects/words/away_sentence.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("awaySentence() says for how long a message is kept, in whole seconds", () => {
  const after = (ms: number) => awaySentence("al\x07ice", 100_000 + ms, 100_000);
  assertEquals(after(59_001), "alice is away, and gets that on coming back within 60 s");
  assertEquals(after(-1), "alice is away, and gets that on coming back within 0 s");
});
