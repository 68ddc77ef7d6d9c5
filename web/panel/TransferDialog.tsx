// Chooses where a contact is handed to.
import Button from "@cloudscape-design/components/button";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { transfer } from "../client/actions/transfer.ts";
import { noun_of } from "../client/legs.ts";
import type { Leg } from "../client/types.ts";
import { Notice } from "../ui/Notice.tsx";
import { usePanel, usePanelState, useView } from "./context.ts";

const SEARCH_FROM = 6;

export function TransferDialog({ leg, close }: { leg: Leg; close: () => void }) {
  const panel = usePanel();
  const state = usePanelState();
  const view = useView();
  const [search, set_search] = useState("");
  const [chosen, set_chosen] = useState<string | null>(null);
  const places = state.quickConnects.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const to = places.find((place) => `${place.kind} ${place.id}` === chosen);

  const go = async () => {
    if (!to) return;
    const answer = await panel.act(leg, transfer.command(leg, to));
    if (answer.is === "done") close();
  };

  return (
    <Modal
      visible
      size="small"
      header={`Transfer this ${noun_of(leg.channel)}`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <div className="card-buttons">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={!to}
            loading={view.pending.has(`transfer ${leg.contactId}`)}
            onClick={() => void go()}
          >
            Transfer {to ? `to ${to.name}` : ""}
          </Button>
        </div>
      }
    >
      <div className="dialog-body">
        {view.refusal?.place === leg.contactId && <Notice kind="error">{view.refusal.text}</Notice>}
        {state.quickConnects.length >= SEARCH_FROM && (
          <Input
            type="search"
            value={search}
            onChange={({ detail }) => set_search(detail.value)}
            placeholder="Search"
            ariaLabel="Search"
          />
        )}
        <RadioGroup
          ariaLabel="Where to"
          value={chosen}
          onChange={({ detail }) => set_chosen(detail.value)}
          items={places.map((place) => ({
            value: `${place.kind} ${place.id}`,
            label: place.name,
            description: place.kind === "queue" ? "Queue" : "Agent",
          }))}
        />
        {places.length === 0 && <p className="muted">Nothing found.</p>}
      </div>
    </Modal>
  );
}
