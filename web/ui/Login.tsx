// Signs a person in. It hands the session on and does not decide where to go.
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import type { Session } from "../client/types.ts";
import { login_words } from "../client/words.ts";
import { Card } from "./Card.tsx";
import { ask } from "./http.ts";
import { Notice } from "./Notice.tsx";

interface LoginProps {
  signed_in: (session: Session) => void;
  notice?: ReactNode;
}

export function Login({ signed_in, notice }: LoginProps) {
  const [username, set_username] = useState("");
  const [password, set_password] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");
  const password_box = useRef<InputProps.Ref>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!username.trim() || !password) return set_error("Please enter your username and your password.");
    set_busy(true);
    set_error("");
    const framed = window.parent !== window; // then the cookie has to be one for frames
    const reply = await ask("POST", "/login", { username: username.trim(), password, framed });
    set_busy(false);
    if (reply.status === 200) return signed_in(reply.body as Session);
    set_error(login_words(reply.status, reply.code, reply.retry_after));
    if (reply.code === "bad_credentials") set_password("");
    password_box.current?.focus();
  };

  return (
    <Card title="Sign in to Nextup">
      {notice && <Notice kind="info">{notice}</Notice>}
      {error && <Notice kind="error">{error}</Notice>}
      <form onSubmit={submit} className="card-form">
        <FormField label="Username">
          <Input
            value={username}
            onChange={({ detail }) => set_username(detail.value)}
            autoComplete="username"
            disableBrowserAutocorrect
            autoFocus
          />
        </FormField>
        <FormField label="Password">
          <Input
            ref={password_box}
            value={password}
            onChange={({ detail }) => set_password(detail.value)}
            type="password"
            autoComplete="current-password"
          />
        </FormField>
        <Button variant="primary" fullWidth loading={busy} loadingText="Signing in">
          Sign in
        </Button>
      </form>
    </Card>
  );
}
