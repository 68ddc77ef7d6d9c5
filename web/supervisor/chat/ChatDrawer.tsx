// A conversation that is read along: the transcript with the whispers in it, whispering, speaking, taking over, leaving.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { title_of_contact } from "../../client/board/contacts.ts";
import type { Watch } from "../../client/board/watch.ts";
import { Composer } from "../../ui/Composer.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Transcript } from "../../ui/Transcript.tsx";
import { useBoard, useModel, useView } from "../context.ts";
import { TakeOverDialog } from "./TakeOverDialog.tsx";

export function ChatDrawer({ watch }: { watch: Watch }) {
  const model = useModel();
  const view = useView();
  const board = useBoard();
  const [whisper, write_whisper] = useState("");
  const [draft, write] = useState("");
  const [taking, set_taking] = useState(false);
  const [taken, set_taken] = useState(false);
  const contact = board.contacts.get(watch.contactId);
  const [title] = useState(() => (contact ? title_of_contact(contact) : "Chat"));
  const agent = contact?.agents.flatMap((id) => (id === board.user.id ? [] : (board.agents.get(id) ?? [])))[0];
  const refusal = view.refusal?.place === watch.contactId && !taking ? view.refusal.text : "";
  const over = watch.over || taken;

  const send_whisper = async (text: string) => {
    write_whisper("");
    if (!(await model.whisper(text))) write_whisper(text); // nothing that was written is lost
  };

  return (
    <aside className={`chat-drawer ${watch.barging ? "barging" : ""}`} aria-label={title}>
      <div className="drawer-head">
        <div className="side-title">
          <h2>{title}</h2>
          <p>{mode_words(watch, taken, agent?.name)}</p>
        </div>
        <div className="drawer-buttons">
          {!over && (
            <>
              <Button
                loading={view.pending.has(`barge ${watch.contactId}`) || view.pending.has(`silent ${watch.contactId}`)}
                onClick={() => void model.barge(!watch.barging)}
              >
                {watch.barging ? "Silent again" : "Barge in"}
              </Button>
              <Button onClick={() => set_taking(true)}>Take over</Button>
            </>
          )}
          <Button variant={over ? "primary" : "normal"} onClick={() => void model.leave()}>
            {over ? "Close" : "Leave"}
          </Button>
        </div>
      </div>
      {refusal && (
        <Notice kind="error" dismiss={() => model.dismiss_refusal()}>
          {refusal}
        </Notice>
      )}
      {taken && (
        <Notice kind="info">
          The chat is yours now. <a href="/ccp-v2/">Go on in your panel</a>
        </Notice>
      )}
      <Transcript
        messages={watch.messages}
        whispers={watch.whispers}
        outbox={view.outbox.filter(({ contactId }) => contactId === watch.contactId)}
        mine="agent"
        named
        typing={null}
        take_back={({ key, text }) => {
          model.take_back(key);
          write(text);
        }}
        empty="Nothing was written yet."
      />
      {!over && watch.barging && (
        <Composer
          label="Message to the customer"
          placeholder="Write to the customer"
          draft={draft}
          write={write}
          send={(text) => {
            write("");
            model.send(text);
          }}
        />
      )}
      {!over && (
        <Composer
          label={`Whisper to ${agent?.name ?? "the agent"}`}
          placeholder="Only the agent reads this"
          button="Whisper"
          kind="whisper"
          draft={whisper}
          write={write_whisper}
          send={(text) => void send_whisper(text)}
        />
      )}
      {taking && (
        <TakeOverDialog
          contactId={watch.contactId}
          agent={agent?.name ?? "the agent"}
          close={() => set_taking(false)}
          taken={() => {
            set_taking(false);
            set_taken(true);
          }}
        />
      )}
    </aside>
  );
}

function mode_words(watch: Watch, taken: boolean, agent: string | undefined): string {
  if (taken) return "Taken over";
  if (watch.over) return "Over";
  const whom = agent ? ` with ${agent}` : "";
  return watch.barging
    ? `You speak with the customer too${agent ? `, beside ${agent}` : ""}`
    : `You read silently${whom}`;
}
