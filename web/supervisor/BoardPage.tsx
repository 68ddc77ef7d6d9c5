// The open page: keeps the line, shows the place that the address means, and the conversation that is read along beside it.
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { BoardModel } from "../client/board/board.ts";
import type { Session } from "../client/types.ts";
import { Announcer } from "../ui/Announcer.tsx";
import { ConnectionBanner } from "../ui/ConnectionBanner.tsx";
import { NotForYou } from "../ui/NotForYou.tsx";
import { useRoute } from "../ui/use_route.ts";
import { Waiting } from "../ui/Waiting.tsx";
import { browser_world, on_return, probe_with } from "../ui/world.ts";
import { AgentsPage } from "./agents/AgentsPage.tsx";
import { ChatDrawer } from "./chat/ChatDrawer.tsx";
import { ContactsPage } from "./contacts/ContactsPage.tsx";
import { BoardContext } from "./context.ts";
import { DayPage } from "./history/DayPage.tsx";
import { HistoryPage } from "./history/HistoryPage.tsx";
import { QueuesPage } from "./queues/QueuesPage.tsx";
import { TopBar } from "./TopBar.tsx";

const SIGNED_OUT_BY: Record<string, string> = {
  signed_out: "You have been signed out.",
  password_changed: "Your password was changed. Please sign in again.",
};

function judged(status: number): string {
  return status === 401 ? "signed_out" : "up";
}

function make_model(): BoardModel {
  return new BoardModel(
    browser_world("/supervisor/line", () => probe_with("/session", ({ status }) => judged(status))),
  );
}

interface BoardPageProps {
  session: Session;
  signed_out: (notice: string) => void;
}

export function BoardPage({ session, signed_out }: BoardPageProps) {
  if (session.user.role === "agent") return <NotForYou session={session} whom="supervisors" signed_out={signed_out} />;
  return <OpenBoard session={session} signed_out={signed_out} />;
}

function OpenBoard({ session, signed_out }: BoardPageProps) {
  const model = useMemo(make_model, []);
  const view = useSyncExternalStore(model.subscribe, model.get_view);

  useEffect(() => {
    model.open();
    const forget = on_return(() => model.hurry());
    return () => {
      forget();
      model.close();
    };
  }, [model]);

  useEffect(() => {
    if (view.closed_by) signed_out(SIGNED_OUT_BY[view.closed_by] ?? "");
  }, [view.closed_by, signed_out]);

  const forget_regained = useCallback(() => model.forget_regained(), [model]);
  if (!view.board) return <Waiting />;
  return (
    <BoardContext value={model}>
      <div className="board" data-line={view.line}>
        <ConnectionBanner line={view.line} regained_at={view.regained_at} forget={forget_regained} />
        <TopBar session={session} signed_out={signed_out} />
        <div className="board-columns">
          <main className="board-main">
            <Place />
          </main>
          {view.watch && <ChatDrawer key={view.watch.contactId} watch={view.watch} />}
        </div>
        <Announcer />
      </div>
    </BoardContext>
  );
}

function Place() {
  const { place, rest, query } = useRoute();
  switch (place) {
    case "queues":
      return <QueuesPage />;
    case "contacts":
      return <ContactsPage contactId={rest[0] ?? null} query={query} />;
    case "history":
      return <HistoryPage part={rest[0] ?? "statuses"} query={query} />;
    case "day":
      return <DayPage agentId={rest[0] ?? null} day={rest[1] ?? null} />;
    default:
      return <AgentsPage agentId={rest[0] ?? null} query={query} />;
  }
}
