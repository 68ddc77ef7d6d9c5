// One contact beside the list: where it is, why it waits, who has it, what can be done, and its whole life.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { BREAK_GLASS, type BreakGlass, monitor } from "../../client/board/actions.ts";
import { is_waiting, title_of_contact } from "../../client/board/contacts.ts";
import { name_in } from "../../client/board/fold.ts";
import type { BoardAgent, BoardContact, Life } from "../../client/board/types.ts";
import { place_words } from "../../client/board/words.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useLoad } from "../../ui/use_load.ts";
import { MonitorButton } from "../chat/MonitorButton.tsx";
import { useBoard } from "../context.ts";
import { BreakGlassDialog } from "../dialogs/BreakGlassDialog.tsx";
import { SidePanel } from "../parts/SidePanel.tsx";
import { Since } from "../parts/Since.tsx";
import { LifeSteps } from "./LifeSteps.tsx";
import { WhyWaiting } from "./WhyWaiting.tsx";

interface ContactPanelProps {
  contactId: string;
  back: string;
  /** Why it waits is asked at once. */
  why: boolean;
}

export function ContactPanel({ contactId, back, why }: ContactPanelProps) {
  const board = useBoard();
  const contact = board.contacts.get(contactId);
  const moment = contact ? `${contact.place} ${contact.since}` : "over"; // its life is asked for again when it has gone on
  const life = useLoad<Life>(`/supervisor/api/contacts/${encodeURIComponent(contactId)}`, moment);
  const [kept, keep] = useState<Life | null>(null);
  if (life.body && life.body !== kept) keep(life.body);
  const found = kept?.contact;
  const title = contact
    ? title_of_contact(contact)
    : found
      ? title_of_contact({ channel: found.channel, name: found.customerName })
      : "Contact";
  return (
    <SidePanel title={title} back={back} lead={contact ? <Lead contact={contact} /> : <p>Over</p>}>
      {contact && <Live contact={contact} why={why} />}
      <section className="side-part" aria-label="Whole life">
        <h3>Whole life</h3>
        {life.error && <Notice kind="error">{life.error}</Notice>}
        {kept ? <LifeSteps life={kept} /> : life.busy && <p className="muted">One moment…</p>}
      </section>
    </SidePanel>
  );
}

function Lead({ contact }: { contact: BoardContact }) {
  const { queueNames } = useBoard();
  const queue = name_in(queueNames, contact.queue);
  return (
    <p>
      {place_words(contact.place)} <Since at={contact.since} />
      {queue && <> · {queue}</>}
      {contact.priority > 0 && <> · priority {contact.priority}</>}
    </p>
  );
}

function Live({ contact, why }: { contact: BoardContact; why: boolean }) {
  const board = useBoard();
  const [asked, set_asked] = useState(why);
  const [breaking, set_breaking] = useState<{ action: BreakGlass; agent: BoardAgent | null } | null>(null);
  const agents = contact.agents.flatMap((id) => board.agents.get(id) ?? []);
  const holder = agents[0] ?? null;
  const waiting = is_waiting(contact);
  const watched = agents.find((agent) => monitor.enabled(board, { contact, agent }));
  return (
    <>
      <div className="side-buttons">
        {waiting && (
          <Button ariaExpanded={asked} onClick={() => set_asked(!asked)}>
            Why waiting?
          </Button>
        )}
        {watched && <MonitorButton about={{ contact, agent: watched }} />}
      </div>
      {waiting && asked && <WhyWaiting contact={contact} />}
      {agents.length > 0 && (
        <section className="side-part">
          <h3>Agent</h3>
          <p>
            {agents.map((agent, at) => (
              <span key={agent.id}>
                {at > 0 && ", "}
                <a href={`#/agents/${agent.id}`}>{agent.name}</a>
              </span>
            ))}
          </p>
        </section>
      )}
      <section className="side-part break-glass" aria-label="Break glass">
        <h3>Break glass</h3>
        <p className="muted">
          For work that is stuck. It takes effect at once, needs a reason, and is kept in the audit.
        </p>
        <div className="side-buttons">
          {BREAK_GLASS.filter((action) => action.enabled(board, { contact, agent: holder })).map((action) => (
            <Button key={action.name} onClick={() => set_breaking({ action, agent: holder })}>
              {action.label}
            </Button>
          ))}
        </div>
      </section>
      {breaking && (
        <BreakGlassDialog
          action={breaking.action}
          about={{ contact, agent: breaking.agent }}
          close={() => set_breaking(null)}
        />
      )}
    </>
  );
}
