/** What the operator types: every command, and what is wrong. */
import { assertEquals } from "@std/assert";
import {
  type OperatorCommand,
  readOperatorCommand,
} from "../../../../server/operator/operator_command.ts";
import { pure } from "../../../helpers/pure.ts";

const RIGHT: [string, OperatorCommand | undefined][] = [
  ["", undefined],
  ["   ", undefined],
  ["/who", { type: "who" }],
  [" /bans ", { type: "bans" }],
  ["/help", { type: "help" }],
  ["/quit", { type: "quit" }],
  ["/kick bob", { type: "kick", name: "bob", reason: "no reason given" }],
  ["/kick bob  no spam,  please ", { type: "kick", name: "bob", reason: "no spam,  please" }],
  ["/ban bob", { type: "ban", whom: "bob" }],
  ["/ban 192.0.2.7 10", { type: "ban", whom: "192.0.2.7", minutes: 10 }],
  ["/unban 2001:db8::1", { type: "unban", whom: "2001:db8::1" }],
  ["/say /who is a command", { type: "say", text: "/who is a command" }],
];

const WRONG: [string, string][] = [
  ["hello", "To talk as the server, type /say TEXT"],
  ["/kick", "Usage: /kick NAME [REASON]"],
  ["/ban", "Usage: /ban NAME|ADDRESS [MINUTES]"],
  ["/ban a b c", "Usage: /ban NAME|ADDRESS [MINUTES]"],
  ["/ban bob soon", "MINUTES must be 1 to 525600, received soon"],
  ["/ban bob 0", "MINUTES must be 1 to 525600, received 0"],
  ["/ban bob 525601", "MINUTES must be 1 to 525600, received 525601"],
  ["/unban", "Usage: /unban NAME|ADDRESS"],
  ["/unban a b", "Usage: /unban NAME|ADDRESS"],
  ["/say", "Usage: /say TEXT"],
  ["/who else", "Usage: /who"],
  ["/quit now", "Usage: /quit"],
  ["/", "There is no command /; /help lists them"],
  ["/constructor", "There is no command /constructor; /help lists them"],
];

pure("readOperatorCommand() reads every command", () => {
  for (const [line, command] of RIGHT) assertEquals(readOperatorCommand(line), command, line);
});

pure("readOperatorCommand() says what is wrong", () => {
  for (const [line, sentence] of WRONG) {
    assertEquals(readOperatorCommand(line), { type: "wrong", sentence }, line);
  }
});
