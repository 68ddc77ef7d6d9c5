// Shows once what the server will never say again: a secret, a token, a first password. It must not keep it.
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { Notice } from "../../ui/Notice.tsx";

export interface SecretText {
  title: string;
  text: string;
  parts: readonly { label: string; value: string }[];
}

export function CopyText({ label, value, rows }: { label: string; value: string; rows?: number }) {
  const [copied, set_copied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      set_copied(true);
    } catch {
      set_copied(false); // the text can still be marked by hand
    }
  };
  return (
    <div className="copy">
      <span className="field-label">{label}</span>
      <div className="copy-row">
        <textarea className="copy-text" readOnly rows={rows ?? 1} aria-label={label} value={value} />
        <Button iconName="copy" ariaLabel={`Copy ${label.toLowerCase()}`} onClick={() => void copy()}>
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
    </div>
  );
}

export function Secret({ secret, dismiss }: { secret: SecretText; dismiss: () => void }) {
  return (
    <Modal
      visible
      header={secret.title}
      closeAriaLabel="Close"
      onDismiss={dismiss}
      footer={
        <div className="card-buttons">
          <Button variant="primary" onClick={dismiss}>
            I have kept it
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        <Notice kind="warning">{secret.text}</Notice>
        {secret.parts.map(({ label, value }) => (
          <CopyText key={label} label={label} value={value} />
        ))}
      </div>
    </Modal>
  );
}
