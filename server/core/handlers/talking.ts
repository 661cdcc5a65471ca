import { checkText } from "../../../protocol/mod.ts";
import { answer, but, type Chat, type Handlers } from "./handlers.ts";

/** Saying something to everyone else, or to one. */
export function talking({ room, resumption, now }: Chat): Handlers<"say" | "tell"> {
  return {
    say(session, { id, text: said }) {
      const text = checkText(said);
      const message = { type: "message", from: session.name!, text, time: now() } as const;
      const notice = resumption.said(session, message);
      return [
        { type: "notice", to: but(session, room.members), notice, by: session },
        answer<"say">(session, id, {}),
      ];
    },
    tell(session, { id, to: name, text: said }) {
      const text = checkText(said);
      const to = room.find(name);
      const from = session.name!;
      const message = { type: "message", from, text, private: true, time: now() } as const;
      const notice = resumption.told(to, message);
      return [{ type: "notice", to: [to], notice }, answer<"tell">(session, id, {})];
    },
  };
}
