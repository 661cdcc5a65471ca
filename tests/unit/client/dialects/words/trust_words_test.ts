/** What is said about servers that are not who they should be. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { endSentence } from "../../../../../client/dialects/words/connection_words.ts";
import type { UntrustedFailure } from "../../../../../client/net/dial_error.ts";
import { pure } from "../../../../helpers/pure.ts";

const TARGET = { host: "example.org", port: 5555 };

function sentence(failure: UntrustedFailure): string {
  return endSentence({ type: "unreachable", failure, target: TARGET }, TARGET);
}

pure("trustSentence() has both fingerprints, and the command that accepts the key shown", () => {
  const failure = { type: "other-key", expected: "AA:AA", shown: "BB:BB" } as const;
  assertEquals(sentence({ ...failure, source: "memory" }).split("\n"), [
    "example.org:5555 shows another key than before, so nothing was sent to it.",
    "  Known: AA:AA",
    "  Shown: BB:BB",
    "  Either it was set up anew, or somebody is in between: ask whoever runs it.",
    "  If the key shown is right, accept it with: chat who example.org 5555 --key BB:BB",
  ]);
  const asked = sentence({ ...failure, source: "option" });
  assertStringIncludes(asked, "does not have the key that --key asks for");
  assertStringIncludes(asked, "\n  Asked for: AA:AA\n");
});

pure("trustSentence() has the command that accepts a server without encryption", () => {
  const failure = { type: "not-encrypted", source: "memory" } as const;
  assertEquals(sentence({ ...failure, expected: "AA:AA" }).split("\n"), [
    "example.org:5555 was encrypted before and is not now, so nothing was sent to it.",
    "  Known: AA:AA",
    "  Either it runs without --tls, or somebody is in between: ask whoever runs it.",
    "  If it is meant to be unencrypted, accept that with: chat who example.org 5555 --plain",
  ]);
  assertEquals(sentence(failure).includes("Known"), false);
});

pure("trustSentence() tells that no authority vouches any more", () => {
  const text = sentence({ type: "no-authority", shown: "BB:BB" });
  assertStringIncludes(text, "no authority vouches for");
  assertStringIncludes(text, "\n  Shown: BB:BB\n");
  assertStringIncludes(text, "chat who example.org 5555 --key BB:BB");
});
