import { concat } from "@std/bytes/concat";
import type { Random } from "./random.ts";

const UTF8 = new TextEncoder();

/** What lines are made of: whole commands, and parts that can stand anywhere. */
const COMMANDS = [
  ...["NICK", "USER", "CAP", "JOIN", "PART", "PRIVMSG", "NOTICE", "TAGMSG", "TOPIC", "NAMES"],
  ...["LIST", "WHO", "WHOIS", "WHOWAS", "MODE", "AWAY", "ISON", "USERHOST", "LUSERS", "TIME"],
  ...["INFO", "MOTD", "VERSION", "SETNAME", "MONITOR", "OPER", "INVITE", "KICK", "PING", "PONG"],
  ...[
    "CHATHISTORY",
    "HELP",
    "LINKS",
    "ADMIN",
    "PASS",
    "FOO",
    "001",
    "/who",
    "/msg",
    "/me",
    "/name",
  ],
  ...["/files", "/get", "/help", "/all", "/to", "/ignore", "/history", "/find", "/quiet"],
];
const PARTS = [
  ...["#chat", "#CHAT", "#other", "*", "0", "ann", "ANN", "bob", "*files", "check1", "chat.local"],
  ...["LS", "302", "REQ", ":echo-message batch labeled-response message-tags server-time", "END"],
  ...["+", "-", "C", "L", "S", "+i", "-i", "+B", "%tcnf,1", "LATEST", "BEFORE", "msgid=x.1"],
  ...[
    ":",
    ":a text",
    "::",
    ",",
    ",,,",
    "a,b,c,d,e",
    "@a=1;+b=\\s",
    "\x01ACTION x\x01",
    "\x01",
    "\x02",
  ],
  ...["🦊", "e\u0301", "\u202e", "!", "@", "＃", "\\", "\t", "\0", "\x1b[2J", "\x7f\x08", "list"],
];
const ENDS = ["\r\n", "\n", "\r", "\r\0", "\n\n", ""];

/** A session of lines as no client would send them, and a few that one would. */
export function brokenLines(random: Random, lines: number): { bytes: Uint8Array; lines: number } {
  const pieces: Uint8Array[] = [opening(random)];
  for (let i = 0; i < lines; i++) pieces.push(line(random));
  return { bytes: concat(pieces), lines };
}

function opening(random: Random): Uint8Array {
  const name = `n${random.below(1_000_000)}`;
  switch (random.below(4)) {
    case 0:
      return UTF8.encode(`${name}\n`);
    case 1:
      return UTF8.encode(`${random.pick(PARTS)}\n${name}\r\n`);
    case 2:
      return UTF8.encode(`CAP LS 302\r\nNICK ${name}\r\nUSER a b c d\r\nCAP END\r\nJOIN #chat\r\n`);
    default:
      return UTF8.encode(`NICK ${name}\r\nUSER a b c d\r\nJOIN #chat\r\n`);
  }
}

function line(random: Random): Uint8Array {
  const end = UTF8.encode(random.pick(ENDS));
  switch (random.below(12)) {
    case 0:
      return concat([noise(random, random.below(40)), end]);
    case 1:
      return concat([UTF8.encode(`PRIVMSG #chat :${"x".repeat(random.below(1_200))}`), end]);
    case 2:
      return concat([
        UTF8.encode(`@${random.pick(PARTS)}=${"y".repeat(random.below(9_000))} `),
        end,
      ]);
    case 3:
      return Uint8Array.of(0xff, 0xf0 + random.below(16), random.below(256));
    default:
      return concat([UTF8.encode(words(random)), end]);
  }
}

function words(random: Random): string {
  const tags = random.below(8) === 0 ? "@label=1;+typing=active " : "";
  const count = random.below(5);
  const parts = Array.from({ length: count }, () => random.pick(PARTS));
  return tags + [random.pick(COMMANDS), ...parts].join(random.below(9) === 0 ? "  " : " ");
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
