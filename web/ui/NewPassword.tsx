// Changes one's own password, by choice (in a dialog) or because an administrator has reset it (before anything else).
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { type FormEvent, useState } from "react";
import { login_words } from "../client/words.ts";
import { ask } from "./http.ts";
import { Notice } from "./Notice.tsx";

const PASSWORD_CHARACTERS_MIN = 10;

export function NewPassword({ changed, cancel }: { changed: () => void; cancel?: () => void }) {
  const [current, set_current] = useState("");
  const [fresh, set_fresh] = useState("");
  const [again, set_again] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (fresh.length < PASSWORD_CHARACTERS_MIN) return set_error(login_words(400, "weak_password", null));
    if (fresh !== again) return set_error("The new password and its repetition differ.");
    set_busy(true);
    const reply = await ask("POST", "/password", { current, new: fresh });
    set_busy(false);
    if (reply.status === 200) return changed();
    set_error(
      reply.code === "bad_credentials"
        ? "The current password is not right."
        : login_words(reply.status, reply.code, reply.retry_after),
    );
  };

  return (
    <form onSubmit={submit} className="card-form">
      {error && <Notice kind="error">{error}</Notice>}
      <FormField label="Current password">
        <Input
          value={current}
          onChange={({ detail }) => set_current(detail.value)}
          type="password"
          autoComplete="current-password"
        />
      </FormField>
      <FormField label="New password" constraintText="At least 10 characters, and not your username.">
        <Input
          value={fresh}
          onChange={({ detail }) => set_fresh(detail.value)}
          type="password"
          autoComplete="new-password"
        />
      </FormField>
      <FormField label="New password again">
        <Input
          value={again}
          onChange={({ detail }) => set_again(detail.value)}
          type="password"
          autoComplete="new-password"
        />
      </FormField>
      <div className="card-buttons">
        {cancel && (
          <Button variant="link" formAction="none" onClick={cancel}>
            Cancel
          </Button>
        )}
        <Button variant="primary" loading={busy} loadingText="Changing the password">
          Change password
        </Button>
      </div>
    </form>
  );
}
