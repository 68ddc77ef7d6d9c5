// Signs out: what happens to the status is said before, and again after when Offline has to wait.
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { login_words } from "../client/words.ts";
import { ask } from "../ui/http.ts";
import { Notice } from "../ui/Notice.tsx";
import { usePanel, usePanelState } from "./context.ts";

interface SignOutDialogProps {
  everywhere: boolean;
  close: () => void;
  signed_out: (notice: string) => void;
}

export function SignOutDialog({ everywhere, close, signed_out }: SignOutDialogProps) {
  const panel = usePanel();
  const state = usePanelState();
  const [status, set_status] = useState("offline");
  const [all, set_all] = useState(everywhere);
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");
  const contacts = state.legs.length;
  const wait = contacts > 0 ? "Offline waits until your contacts are cleared." : "";

  const go = async () => {
    set_busy(true);
    await panel.flush_notes();
    const reply = await ask("POST", "/logout", { status, everywhere: all });
    set_busy(false);
    if (reply.status !== 200 && reply.status !== 401)
      return set_error(login_words(reply.status, reply.code, reply.retry_after));
    signed_out(
      reply.body.next ? "You are signed out. Offline waits until your contacts are cleared." : "You are signed out.",
    );
  };

  return (
    <Modal
      visible
      size="small"
      header="Sign out"
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <div className="card-buttons">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" loading={busy} onClick={() => void go()}>
            Sign out
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        {error && <Notice kind="error">{error}</Notice>}
        {contacts > 0 && (
          <Notice kind="warning">
            You still have {contacts === 1 ? "a contact" : `${contacts} contacts`}. {wait}
          </Notice>
        )}
        <RadioGroup
          ariaLabel="Your status afterwards"
          value={status}
          onChange={({ detail }) => set_status(detail.value)}
          items={[
            { value: "offline", label: "Go offline", description: wait || "No contacts reach you." },
            {
              value: "keep",
              label: `Stay ${state.status.name}`,
              description: "For example to go on at another computer.",
            },
          ]}
        />
        <Toggle checked={all} onChange={({ detail }) => set_all(detail.checked)}>
          Sign out everywhere
        </Toggle>
      </div>
    </Modal>
  );
}
