// One contact at full size: its head with what can be done, and the body that belongs to its state.
import Button from "@cloudscape-design/components/button";
import { useEffect, useRef, useState } from "react";
import { LEG_ACTIONS } from "../client/actions/index.ts";
import { transfer } from "../client/actions/transfer.ts";
import { is_clearable, is_dialling, is_offer, is_wrapup, title_of, was_not_taken } from "../client/legs.ts";
import { is_monitor } from "../client/monitoring.ts";
import type { Leg } from "../client/types.ts";
import { Notice } from "../ui/Notice.tsx";
import { ActionButton } from "./ActionButton.tsx";
import { CallBody } from "./CallBody.tsx";
import { ChatBody } from "./ChatBody.tsx";
import { ChannelIcon, LegTimer, state_words, tone_of } from "./ContactTabs.tsx";
import { usePanel, usePanelState, useView } from "./context.ts";
import { Details } from "./Details.tsx";
import { JoinedNotice } from "./MonitorNotice.tsx";
import { NotTaken } from "./NotTaken.tsx";
import { Offer } from "./Offer.tsx";
import { TaskBody } from "./TaskBody.tsx";
import { TransferDialog } from "./TransferDialog.tsx";
import { WrapUp } from "./WrapUp.tsx";

interface ContactViewProps {
  leg: Leg;
  draft: string;
  write: (text: string) => void;
}

export function ContactView({ leg, draft, write }: ContactViewProps) {
  const panel = usePanel();
  const view = useView();
  const panel_state = usePanelState();
  const [details, set_details] = useState(false);
  const title = title_of(leg);
  const offered = is_offer(leg);
  const region = useRef<HTMLElement>(null);

  // When the button that was pressed goes away with its state, the keyboard stays with the contact.
  const { state } = leg;
  useEffect(() => {
    if (state && document.activeElement === document.body) region.current?.focus({ preventScroll: true });
  }, [state]);

  return (
    <div
      role="tabpanel"
      id={`contact-${leg.contactId}`}
      aria-labelledby={`tab-${leg.contactId}`}
      className="contact-panel"
    >
      <section
        ref={region}
        tabIndex={-1}
        aria-label={title}
        className={`contact ${tone_of(leg)} ${details ? "with-details" : ""}`}
      >
        {!offered && (
          <div className="contact-head">
            <ChannelIcon channel={leg.channel} tone={tone_of(leg)} />
            <div className="contact-title">
              <h2>{leg.name || title}</h2>
              <p>
                {state_words(leg, panel_state)} <LegTimer leg={leg} skew={view.skew_ms} />
                {leg.queue && <span className="contact-queue"> · {leg.queue.name}</span>}
              </p>
            </div>
            <ContactButtons leg={leg} details={details} toggle={() => set_details(!details)} />
          </div>
        )}
        {view.refusal?.place === leg.contactId && (
          <Notice kind="error" dismiss={() => panel.dismiss_refusal()}>
            {view.refusal.text}
          </Notice>
        )}
        <JoinedNotice leg={leg} />
        <div className="contact-columns">
          <div className="contact-body">
            {offered ? (
              <Offer leg={leg} />
            ) : was_not_taken(leg) ? (
              <NotTaken leg={leg} />
            ) : (
              <>
                {is_wrapup(leg) && <WrapUp leg={leg} />}
                {leg.channel === "CHAT" && <ChatBody leg={leg} draft={draft} write={write} />}
                {leg.channel === "TASK" && <TaskBody leg={leg} />}
                {leg.channel === "VOICE" && <CallBody leg={leg} />}
              </>
            )}
          </div>
          {!offered && !was_not_taken(leg) && !is_monitor(leg) && <Details leg={leg} hide={() => set_details(false)} />}
        </div>
      </section>
    </div>
  );
}

function ContactButtons({ leg, details, toggle }: { leg: Leg; details: boolean; toggle: () => void }) {
  const state = usePanelState();
  const [transferring, set_transferring] = useState(false);
  const shown = LEG_ACTIONS.filter((action) => action.enabled(state, leg) && action.name !== "clear");
  const dialling = is_dialling(leg);
  return (
    <div className="contact-buttons">
      {!is_clearable(leg) && (
        <>
          {shown
            .filter((action) => action.name !== "end")
            .map((action) => (
              <ActionButton key={action.name} action={action} leg={leg} />
            ))}
          {transfer.enabled(state, leg) && !dialling && (
            <Button onClick={() => set_transferring(true)}>{transfer.label()}</Button>
          )}
          {shown
            .filter((action) => action.name === "end")
            .map((action) => (
              <ActionButton key={action.name} action={action} leg={leg} />
            ))}
        </>
      )}
      {!was_not_taken(leg) && !is_monitor(leg) && (
        <span className="details-button">
          <Button
            variant="icon"
            iconName="status-info"
            ariaLabel="Details and notes"
            ariaExpanded={details}
            onClick={toggle}
          />
        </span>
      )}
      {transferring && <TransferDialog leg={leg} close={() => set_transferring(false)} />}
    </div>
  );
}
