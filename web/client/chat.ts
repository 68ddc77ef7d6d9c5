// The customer's side of the chat line: one view out of what the server says, and the customer's requests. It must not touch the page.
import type { Chat, ChatEvent } from "./chat_types.ts";
import { apply_chat, apply_position } from "./fold_chat.ts";
import type { LineStatus, ServerMessage, World } from "./line.ts";
import { EMPTY_LINE_VIEW, LineModel, type LineView } from "./line_model.ts";
import { complete_up_to, merge_messages } from "./messages.ts";
import type { Outgoing } from "./outbox.ts";
import type { Command, Message } from "./types.ts";
import { refusal_words } from "./words.ts";

export interface ChatView extends LineView {
  chat: Chat | null;
  agent_typing_at: number | null;
  ending: boolean;
  refusal: string | null;
}

const EMPTY: ChatView = { ...EMPTY_LINE_VIEW, chat: null, agent_typing_at: null, ending: false, refusal: null };

const FINAL_CODES = ["over", "unknown"];

export class CustomerChat extends LineModel<ChatView> {
  constructor(
    world: World,
    private readonly token: string,
  ) {
    super(world, EMPTY, FINAL_CODES);
  }

  protected hello(): Record<string, unknown> {
    return { token: this.token, after: complete_up_to(this.view.chat?.messages ?? []) };
  }

  protected send_command({ text }: Outgoing): Command {
    return { do: "send", text };
  }

  protected is_mine({ by }: Message): boolean {
    return by === "customer";
  }

  send(text: string): void {
    const after = this.view.chat?.messages.at(-1)?.number ?? 0;
    this.send_to({ contactId: "", transcriptId: "", after }, text);
  }

  typing(): void {
    this.tell_typing({ do: "typing" });
  }

  async end(): Promise<void> {
    this.set({ ending: true, refusal: null });
    const answer = await this.line.request({ do: "end" });
    this.set({
      ending: false,
      refusal: answer.is === "refused" ? refusal_words(answer.code, answer.message) : null,
    });
  }

  protected override line_changed(status: LineStatus, code: string | null): void {
    super.line_changed(status, code);
    this.set({ agent_typing_at: null });
    if (status === "open") this.settle_outbox("", this.view.chat?.messages ?? []);
  }

  protected received(message: ServerMessage): void {
    const { chat } = this.view;
    if (message.is === "snapshot") {
      const messages = merge_messages(chat?.messages ?? [], message.messages);
      this.set({ chat: { state: message.state, messages }, skew_ms: this.line.skew_ms });
    } else if (message.is === "event" && chat) {
      const event = message as ServerMessage & ChatEvent;
      const by_agent = event.kind === "message" && event.message.by === "agent";
      this.set({
        chat: apply_chat(chat, event),
        agent_typing_at: by_agent ? null : this.view.agent_typing_at,
      });
    } else if (message.is === "position" && chat)
      this.set({ chat: apply_position(chat, message.position, message.staffed) });
    else if (message.is === "signal" && message.kind === "typing") this.set({ agent_typing_at: this.world.now() });
  }
}
