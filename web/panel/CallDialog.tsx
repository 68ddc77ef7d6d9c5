// Asks for a number and places a call.
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { call } from "../client/actions/call.ts";
import { Notice } from "../ui/Notice.tsx";
import { usePanel, usePanelState, useView } from "./context.ts";

export function CallDialog({ close }: { close: () => void }) {
  const panel = usePanel();
  const state = usePanelState();
  const view = useView();
  const [address, set_address] = useState("");
  const [queue, set_queue] = useState(state.queues[0]?.id ?? null);

  const go = async () => {
    if (!address.trim()) return;
    const answer = await panel.call(call.command(address.trim(), queue));
    if (answer.is === "done") close();
  };

  return (
    <Modal
      visible
      size="small"
      header={call.label()}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <div className="card-buttons">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={!address.trim()}
            loading={view.pending.has("call agent")}
            onClick={() => void go()}
          >
            Call
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        {view.refusal?.place === "agent" && <Notice kind="error">{view.refusal.text}</Notice>}
        <FormField label="Number">
          <Input value={address} onChange={({ detail }) => set_address(detail.value)} inputMode="tel" autoFocus />
        </FormField>
        {state.queues.length > 1 && (
          <FormField label="On behalf of">
            <RadioGroup
              value={queue}
              onChange={({ detail }) => set_queue(detail.value)}
              items={state.queues.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </FormField>
        )}
      </div>
    </Modal>
  );
}
