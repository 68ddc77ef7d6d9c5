// The open panel: keeps the line, the chosen contact and the drafts, and lays out the parts.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { in_order } from "../client/legs.ts";
import { logged_out_words } from "../client/news.ts";
import { Panel } from "../client/panel.ts";
import { NOTHING_SELECTED, select } from "../client/selection.ts";
import type { Session } from "../client/types.ts";
import { useConduit } from "../conduit/hook.ts";
import { Announcer } from "../ui/Announcer.tsx";
import { ConnectionBanner } from "../ui/ConnectionBanner.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Waiting } from "../ui/Waiting.tsx";
import { browser_world, on_return, probe_with } from "../ui/world.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { ContactTabs } from "./ContactTabs.tsx";
import { ContactView } from "./ContactView.tsx";
import { ControlBar } from "./ControlBar.tsx";
import { PanelContext } from "./context.ts";
import { EmptyPanel } from "./EmptyPanel.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { useAlerts } from "./use_alerts.ts";
import { useLeaving } from "./use_log_out.ts";

const SIGNED_OUT_BY: Record<string, string> = {
  signed_out: "You have been signed out.",
  password_changed: "Your password was changed. Please sign in again.",
};

function make_panel(): Panel {
  const probe = () => probe_with("/session", ({ status }) => (status === 401 ? "signed_out" : "up"));
  return new Panel(browser_world("/panel/line", probe));
}

interface PanelPageProps {
  session: Session;
  signed_out: (notice: string) => void;
}

export function PanelPage({ session, signed_out }: PanelPageProps) {
  const panel = useMemo(make_panel, []);
  const view = useSyncExternalStore(panel.subscribe, panel.get_view);
  const [selection, set_selection] = useState(NOTHING_SELECTED);
  const [drafts, set_drafts] = useState<Record<string, string>>({});

  useEffect(() => {
    panel.open();
    const forget = on_return(() => panel.hurry());
    return () => {
      forget();
      panel.close();
    };
  }, [panel]);

  const leaving = useLeaving(view.panel, signed_out);
  const gone = view.panel?.control?.shown === "SIGNED_OUT" ? logged_out_words(view.panel) : null;
  useEffect(() => {
    if (view.closed_by) signed_out(leaving ?? gone ?? SIGNED_OUT_BY[view.closed_by] ?? "");
  }, [view.closed_by, leaving, gone, signed_out]);

  const legs = view.panel?.legs ?? [];
  const current = select(selection, legs);
  if (current !== selection) set_selection(current);
  const leg = legs.find((known) => known.contactId === current.contactId);
  const contactId = leg?.contactId ?? null;

  useEffect(() => {
    const look = () => panel.look_at(document.visibilityState === "visible" ? contactId : null);
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [panel, contactId]);

  useAlerts(view, (chosen) => set_selection((now) => ({ ...now, contactId: chosen })));
  const bring_forward = useCallback((chosen: string) => set_selection((now) => ({ ...now, contactId: chosen })), []);
  useConduit(panel, contactId, bring_forward);
  const forget_regained = useCallback(() => panel.forget_regained(), [panel]);

  if (!view.panel) return <Waiting />;

  const choose = (chosen: string) => set_selection({ ...current, contactId: chosen });
  const { control } = view.panel;
  const account = <AccountMenu session={session} signed_out={signed_out} />;
  return (
    <PanelContext value={panel}>
      <div className="panel" data-line={view.line}>
        <ConnectionBanner line={view.line} regained_at={view.regained_at} forget={forget_regained} />
        <header className="panel-side">
          <h1 className="unseen">Nextup agent panel</h1>
          {control ? (
            <ControlBar control={control} account={account} signed_out={signed_out} />
          ) : (
            <StatusBar account={account} />
          )}
          {view.refusal?.place === "agent" && (
            <Notice kind="error" dismiss={() => panel.dismiss_refusal()}>
              {view.refusal.text}
            </Notice>
          )}
          {legs.length > 0 && <ContactTabs legs={in_order(legs)} selected={contactId} choose={choose} />}
        </header>
        <main className="panel-main">
          {leg ? (
            <ContactView
              key={leg.contactId}
              leg={leg}
              draft={drafts[leg.contactId] ?? ""}
              write={(text) => set_drafts((known) => ({ ...known, [leg.contactId]: text }))}
            />
          ) : (
            <EmptyPanel />
          )}
        </main>
        <Announcer />
      </div>
    </PanelContext>
  );
}
