/** Passwords: their one form, their length, and those that are made up. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  checkPassword,
  normalPassword,
  threeWords,
} from "../../../../protocol/password/passwords.ts";
import { pure } from "../../../helpers/pure.ts";

pure("normalPassword() is the same however the password was typed or saved", () => {
  for (const typed of ["café", "cafe\u0301", " café\r\n", "\tcafé"]) {
    assertEquals(normalPassword(typed), "café");
  }
  assertEquals(normalPassword("two words"), "two words");
});

pure("checkPassword() takes 6 to 128 characters, and does not repeat others", () => {
  for (const length of [6, 128]) assertEquals(checkPassword("x".repeat(length)).length, length);
  assertEquals(checkPassword("😀".repeat(6)), "😀".repeat(6));
  for (const length of [0, 5, 129]) {
    const error = assertThrows(() => checkPassword("y".repeat(length)), SyntaxError);
    assertEquals(error.message, `A password has 6 to 128 characters, received ${length}`);
  }
});

pure("threeWords() chooses by the numbers that it is given", () => {
  assertEquals(threeWords(["a", "b", "c"], [0, 4, 2 ** 32 - 1]), "a-b-a");
});
