// Breaks into running work: says what will happen, wants a reason, and does it.
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { type About, type BreakGlass, why_fault } from "../../client/board/actions.ts";
import { title_of_contact } from "../../client/board/contacts.ts";
import { announce } from "../../ui/Announcer.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useBoard, useModel, useView } from "../context.ts";

interface BreakGlassDialogProps {
  action: BreakGlass;
  about: About;
  close: () => void;
}

export function BreakGlassDialog({ action, about, close }: BreakGlassDialogProps) {
  const model = useModel();
  const view = useView();
  const board = useBoard();
  const queues = action.queues?.(board, about);
  const [queue, choose] = useState(queues?.[0]?.value ?? "");
  const [why, write] = useState("");
  const [fault, set_fault] = useState("");
  const place = about.contact.id;
  const refusal = view.refusal?.place === place ? view.refusal.text : "";

  const go = async () => {
    const missing = why_fault(why);
    set_fault(missing ?? "");
    if (missing) return;
    const answer = await model.ask(place, action.command(about, why.trim(), queue));
    if (answer.is !== "done") return;
    announce(`${action.label}: done.`);
    close();
  };

  return (
    <Modal
      visible
      size="medium"
      header={action.label}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <div className="card-buttons">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" loading={view.pending.has(`${action.name} ${place}`)} onClick={() => void go()}>
            {action.label}
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        {(fault || refusal) && <Notice kind="error">{fault || refusal}</Notice>}
        <Notice kind="warning">
          <b>{title_of_contact(about.contact)}.</b> {action.warning(about)}
        </Notice>
        {queues && <Choice label="To queue" value={queue} options={queues} choose={choose} />}
        <TextField
          label="Reason"
          required
          rows={2}
          value={why}
          write={write}
          hint="Kept in the audit together with your name."
        />
      </div>
    </Modal>
  );
}
