// The agent's own day: what they did when, and how long.
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { day_of } from "../client/format.ts";
import { DayView } from "../ui/DayView.tsx";

export function MyDay({ close }: { close: () => void }) {
  const [day, choose] = useState(() => day_of(Date.now()));
  return (
    <Modal visible size="max" header="My day" closeAriaLabel="Close" onDismiss={close}>
      <DayView address="/panel/day?" day={day} choose={choose} />
    </Modal>
  );
}
