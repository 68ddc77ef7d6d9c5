// Leaves a message when nobody is there; it becomes a task for the people who answer.
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ask } from "../ui/http.ts";
import { Notice } from "../ui/Notice.tsx";

interface LeaveMessageProps {
  flow: { id: string; name: string };
  name: string;
  back: () => void;
}

export function LeaveMessage({ flow, name: first_name, back }: LeaveMessageProps) {
  const [name, set_name] = useState(first_name);
  const [reply_to, set_reply_to] = useState("");
  const [text, set_text] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");
  const [left, set_left] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!name.trim() || !reply_to.trim() || !text.trim()) return set_error("Please fill in all three.");
    set_busy(true);
    set_error("");
    const body = { flow: flow.id, name: name.trim(), text: text.trim(), reply: reply_to.trim() };
    const { status } = await ask("POST", "/chat/api/message", body);
    set_busy(false);
    if (status === 200) return set_left(true);
    set_error(refusal_of(status));
  };

  if (left) return <Left back={back} />;
  return (
    <main className="chat-page">
      <div className="chat-hello">
        <h1>Leave a message</h1>
        <p>We read every message and answer as soon as we can.</p>
      </div>
      <form onSubmit={submit} className="card-form">
        {error && <Notice kind="error">{error}</Notice>}
        <FormField label="Your name">
          <Input value={name} onChange={({ detail }) => set_name(detail.value)} autoComplete="name" />
        </FormField>
        <FormField label="Email or phone number">
          <Input value={reply_to} onChange={({ detail }) => set_reply_to(detail.value)} autoComplete="email" />
        </FormField>
        <FormField label="Your message">
          <Textarea value={text} onChange={({ detail }) => set_text(detail.value)} rows={3} />
        </FormField>
        <Button variant="primary" fullWidth loading={busy} loadingText="Sending">
          Send message
        </Button>
        <Button variant="link" fullWidth formAction="none" onClick={back}>
          Back
        </Button>
      </form>
    </main>
  );
}

function refusal_of(status: number): string {
  if (status === 400) return "This is too long. Please say it in fewer words.";
  if (status === 429) return "That was too often. Please try again in a moment.";
  return "Your message could not be taken. Please try again in a moment.";
}

function Left({ back }: { back: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="chat-page chat-middle">
      <div className="chat-mark good" aria-hidden="true">
        ✓
      </div>
      <h1 ref={heading} tabIndex={-1}>
        Thank you
      </h1>
      <p className="muted">Your message has arrived. We will answer it.</p>
      <Button variant="link" onClick={back}>
        Back to the chat
      </Button>
    </main>
  );
}
