// Takes a chat away from its agent: says what will happen and wants a reason.
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { why_fault } from "../../client/board/actions.ts";
import { Notice } from "../../ui/Notice.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useModel, useView } from "../context.ts";

interface TakeOverDialogProps {
  contactId: string;
  agent: string;
  close: () => void;
  taken: () => void;
}

export function TakeOverDialog({ contactId, agent, close, taken }: TakeOverDialogProps) {
  const model = useModel();
  const view = useView();
  const [why, write] = useState("");
  const [fault, set_fault] = useState("");
  const refusal = view.refusal?.place === contactId ? view.refusal.text : "";
  const go = async () => {
    const missing = why_fault(why);
    set_fault(missing ?? "");
    if (!missing && (await model.take_over(why.trim()))) taken();
  };
  return (
    <Modal
      visible
      size="medium"
      header="Take over"
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <div className="card-buttons">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" loading={view.pending.has(`take_over ${contactId}`)} onClick={() => void go()}>
            Take over
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        {(fault || refusal) && <Notice kind="error">{fault || refusal}</Notice>}
        <Notice kind="warning">
          The chat becomes yours and {agent} goes to wrap-up. You go on in your panel; the customer only sees another
          name.
        </Notice>
        <TextField label="Reason" required rows={2} value={why} write={write} hint={`${agent} sees it.`} />
      </div>
    </Modal>
  );
}
