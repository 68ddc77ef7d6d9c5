// Asks before something is done that cannot be undone, and shows why it could not be done. It must not know what it is.
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { type ReactNode, useState } from "react";
import { Notice } from "../../ui/Notice.tsx";
import { words_of } from "../refusal.ts";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string;
  run: () => Promise<unknown> | undefined;
  dismiss: () => void;
  cancel?: string;
}

export function Confirm({ title, children, action, run, dismiss, cancel = "Cancel" }: ConfirmProps) {
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");
  const confirm = async () => {
    set_busy(true);
    try {
      await run();
      dismiss();
    } catch (reason) {
      set_error(words_of(reason));
      set_busy(false);
    }
  };
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={dismiss}
      footer={
        <div className="card-buttons">
          <Button onClick={dismiss}>{cancel}</Button>
          <Button variant="primary" loading={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        {children}
        {error && <Notice kind="error">{error}</Notice>}
      </div>
    </Modal>
  );
}

interface DangerProps {
  label: string;
  title: string;
  text: ReactNode;
  action: string;
  run: () => Promise<unknown>;
  /** Of many buttons of the same label: what this one is about. */
  about?: string;
  inline?: boolean;
}

/** A button that asks first. */
export function Danger({ label, title, text, action, run, about, inline }: DangerProps) {
  const [asking, set_asking] = useState(false);
  return (
    <>
      <Button
        variant={inline ? "inline-link" : "normal"}
        {...(about ? { ariaLabel: `${label} ${about}` } : {})}
        onClick={() => set_asking(true)}
      >
        {label}
      </Button>
      {asking && (
        <Confirm title={title} action={action} run={run} dismiss={() => set_asking(false)}>
          <p>{text}</p>
        </Confirm>
      )}
    </>
  );
}
