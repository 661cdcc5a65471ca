/** What was said to one client alone is kept within bounds that one origin cannot push others out of. */
import { assertEquals } from "@std/assert";
import { MAX_MISSED_PRIVATE_BYTES, type Notice } from "../../../../protocol/mod.ts";
import {
  KEEP_MS,
  Mailbox,
  Mailboxes,
  MIN_COUNTED_BYTES,
} from "../../../../server/room/mailboxes.ts";
import { pure } from "../../../helpers/pure.ts";

pure("Mailboxes: short private messages count for what they take", () => {
  const mailboxes = new Mailboxes();
  const mailbox = new Mailbox();
  const fit = MAX_MISSED_PRIVATE_BYTES / MIN_COUNTED_BYTES;
  for (let seq = 1; seq <= fit + 1; seq++) mailboxes.put(mailbox, message(seq, "x"), "10.0.0.1", 0);
  const kept = mailboxes.after(mailbox, 0);
  assertEquals([kept.length, kept[0]!.seq], [fit, 2]);
});

pure(
  "Mailboxes: the oldest private message of all goes when all mailboxes together are full",
  () => {
    const mailboxes = new Mailboxes(300);
    const [a, b] = [new Mailbox(), new Mailbox()];
    for (const [seq, box] of [[1, a], [2, b], [3, a], [4, b]] as const) {
      mailboxes.put(box, message(seq, "x".repeat(100)), "10.0.0.1", 0);
    }
    assertEquals(mailboxes.after(a, 0).map(({ seq }) => seq), [3]);
    assertEquals(mailboxes.after(b, 0).map(({ seq }) => seq), [2, 4]);
  },
);

pure("Mailboxes: private messages are forgotten once nobody can come back for them", () => {
  const mailboxes = new Mailboxes();
  const mailbox = new Mailbox();
  mailboxes.put(mailbox, message(1, "x"), "10.0.0.1", 0);
  mailboxes.expire(KEEP_MS - 1);
  assertEquals(mailboxes.after(mailbox, 0).length, 1);
  mailboxes.expire(KEEP_MS);
  assertEquals(mailboxes.after(mailbox, 0).length, 0);
  assertEquals(mailbox.budget?.total, 0);
});

pure("Mailboxes: what a client has is not kept any longer", () => {
  const mailboxes = new Mailboxes();
  const mailbox = new Mailbox();
  for (const seq of [1, 2, 3]) mailboxes.put(mailbox, message(seq, "x"), "10.0.0.1", 0);
  assertEquals(mailboxes.after(mailbox, 2).map(({ seq }) => seq), [3]);
  assertEquals(mailbox.budget?.total, MIN_COUNTED_BYTES);
});

pure("Mailboxes: an origin that fills the budget pushes out its own messages alone", () => {
  const mailboxes = new Mailboxes(1_000);
  const [a, b] = [new Mailbox(), new Mailbox()];
  mailboxes.put(a, message(1, "x".repeat(100)), "10.0.0.2", 0);
  for (let seq = 2; seq < 50; seq++) {
    mailboxes.put(b, message(seq, "x".repeat(100)), "10.0.0.1", 0);
  }
  assertEquals(mailboxes.after(a, 0).map(({ seq }) => seq), [1]);
  assertEquals(mailboxes.after(b, 0).length, 9);
});

pure("Mailboxes: an origin that floods a mailbox pushes out its own messages alone", () => {
  const mailboxes = new Mailboxes();
  const mailbox = new Mailbox();
  mailboxes.put(mailbox, message(1, "for you"), "10.0.0.2", 0);
  for (let seq = 2; seq < 20; seq++) {
    mailboxes.put(mailbox, message(seq, "x".repeat(60_000)), "10.0.0.1", 0);
  }
  assertEquals(mailboxes.after(mailbox, 0)[0]!.seq, 1);
});

function message(seq: number, text: string): Notice<"message"> {
  return { type: "message", from: "bob", text, private: true, time: 0, seq };
}
