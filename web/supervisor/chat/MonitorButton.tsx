// Begins to read a chat along.
import Button from "@cloudscape-design/components/button";
import { type About, monitor } from "../../client/board/actions.ts";
import { useModel, useView } from "../context.ts";

export function MonitorButton({ about }: { about: About }) {
  const model = useModel();
  const { pending, watch } = useView();
  const { contact, agent } = about;
  return (
    <Button
      loading={pending.has(`monitor ${contact.id}`)}
      disabled={watch?.contactId === contact.id}
      onClick={() => void model.monitor(contact.id, agent?.id ?? null)}
    >
      {monitor.label}
    </Button>
  );
}
