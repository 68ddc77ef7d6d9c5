// Begins a chat: the customer's name, and before it what to expect (closed, nobody there, others waiting).
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import { type FormEvent, useState } from "react";
import type { FlowAnswer } from "../client/chat_types.ts";
import { day_and_time } from "../client/format.ts";
import { ask, type Reply } from "../ui/http.ts";
import { Notice } from "../ui/Notice.tsx";
import type { StoredChat } from "./store.ts";

interface StartProps {
  answer: FlowAnswer;
  started: (chat: StoredChat, first: string) => void;
  leave_message: (name: string) => void;
}

export function Start({ answer, started, leave_message }: StartProps) {
  const [name, set_name] = useState("");
  const [text, set_text] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");
  const [closed, set_closed] = useState(!answer.open);
  const [opens_at, set_opens_at] = useState(answer.opensAt);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!name.trim()) return set_error("Please tell us your name.");
    set_busy(true);
    set_error("");
    const details = text.trim() ? { text: text.trim() } : {};
    const reply = await ask("POST", "/chat/api/start", { flow: answer.flow.id, name: name.trim(), details });
    set_busy(false);
    if (reply.status === 200) return started({ contactId: reply.body.contactId, token: reply.body.token }, text.trim());
    if (reply.status === 409) {
      set_opens_at(reply.body.error?.opensAt ?? null);
      return set_closed(true);
    }
    set_error(start_words(reply));
  };

  return (
    <main className="chat-page">
      <div className="chat-hello">
        <h1>{closed ? "We are closed" : "How can we help?"}</h1>
        {!closed && answer.welcome && <p>{answer.welcome}</p>}
        <p>{closed ? closed_words(opens_at) : expect_words(answer)}</p>
      </div>
      {closed ? (
        <div className="card-form">
          <Button variant="primary" fullWidth onClick={() => leave_message("")}>
            Leave a message
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} className="card-form">
          {error && <Notice kind="error">{error}</Notice>}
          <FormField label="Your name">
            <Input value={name} onChange={({ detail }) => set_name(detail.value)} autoComplete="name" />
          </FormField>
          <FormField label="What is it about?">
            <Textarea
              value={text}
              onChange={({ detail }) => set_text(detail.value)}
              rows={2}
              placeholder="So that we can help you faster (optional)"
            />
          </FormField>
          <Button variant="primary" fullWidth loading={busy} loadingText="Starting the chat">
            Start chat
          </Button>
          {!answer.staffed && (
            <Button variant="normal" fullWidth formAction="none" onClick={() => leave_message(name)}>
              Leave a message
            </Button>
          )}
        </form>
      )}
    </main>
  );
}

function closed_words(opens_at: number | null): string {
  const opens = opens_at === null ? "" : `We open ${day_and_time(opens_at, Date.now())}. `;
  return `${opens}You can leave us a message and we will answer it.`;
}

function expect_words(answer: FlowAnswer): string {
  if (!answer.staffed) return "Nobody is available right now. You can wait in the chat, or leave us a message.";
  if (answer.waiting === 0) return "Someone is here for you.";
  return answer.waiting === 1
    ? "One person is waiting before you."
    : `${answer.waiting} people are waiting before you.`;
}

function start_words(reply: Reply): string {
  if (reply.status === 429) return "That was too often. Please try again in a moment.";
  if (reply.code === "queue_full")
    return "Too many people are waiting right now. Please try again later, or leave a message.";
  if (reply.status === 400) return "This is too long. Please say it in fewer words.";
  if (reply.status === 403) return "The chat cannot be used from this page.";
  return "The chat could not be started. Please try again in a moment.";
}
