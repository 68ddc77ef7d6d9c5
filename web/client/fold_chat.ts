// Folds the server's events into the customer's chat: apply_chat(chat, event) is pure.
import type { Chat, ChatEvent } from "./chat_types.ts";
import { merge_messages } from "./messages.ts";

export function apply_chat(chat: Chat, event: ChatEvent): Chat {
  switch (event.kind) {
    case "state":
      return { ...chat, state: event.state };
    case "message":
      return { ...chat, messages: merge_messages(chat.messages, [event.message]) };
    default:
      return chat;
  }
}

/** A changed place in the queue comes by itself, between events. */
export function apply_position(chat: Chat, position: number, staffed: boolean): Chat {
  return { ...chat, state: { ...chat.state, position, staffed } };
}
