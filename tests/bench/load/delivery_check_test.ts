/** The load generator notices every way in which a delivery can go wrong. */
import { assertEquals } from "@std/assert";
import { DeliveryCheck } from "./delivery_check.ts";
import { makeText, numberAt, senderAt, TEXT_CHARS } from "./text.ts";
import { pure } from "../../helpers/pure.ts";

const text = (sender: number, number: number) => new TextEncoder().encode(makeText(sender, number));

function checkOf(...heard: [receiver: number, sender: number, number: number][]): DeliveryCheck {
  const check = new DeliveryCheck(3, 2);
  for (const [receiver, sender, number] of heard) check.heard(receiver, text(sender, number), 0);
  return check;
}

pure("a text says who sent it and which it is, in 64 bytes", () => {
  const bytes = text(321, 7_654_321);
  assertEquals(bytes.length, TEXT_CHARS);
  assertEquals([senderAt(bytes, 0), numberAt(bytes, 0)], [321, 7_654_321]);
});

pure("DeliveryCheck is content with each text once and in order", () => {
  const check = checkOf([1, 0, 0], [2, 0, 0], [0, 1, 0], [2, 1, 0], [1, 0, 1]);
  assertEquals([check.delivered, check.fault], [5, undefined]);
});

pure("DeliveryCheck notices a text that is missing, double, early, one's own, or forged", () => {
  assertEquals(checkOf([1, 0, 0]).missing(1), "0 heard 0 of 1 texts of 1");
  assertEquals(checkOf([1, 0, 0], [2, 0, 0], [0, 1, 0], [2, 1, 0]).missing(1), undefined);
  assertEquals(checkOf([1, 0, 0], [1, 0, 0]).fault, "1 heard 0 of 0, expected 1");
  assertEquals(checkOf([1, 0, 1]).fault, "1 heard 1 of 0, expected 0");
  assertEquals(checkOf([0, 0, 0]).fault, "0 heard itself");
  assertEquals(checkOf([0, 2, 0]).fault, "0 heard something nobody said");
});

pure("DeliveryCheck notices a text that was cut short", () => {
  const check = new DeliveryCheck(2, 1);
  check.heard(1, text(0, 0).fill(0, TEXT_CHARS - 1), 0);
  assertEquals(check.fault, "1 heard something nobody said");
});
