// The page of a signed-in administrator: the bar, the sections' list, the section that the address means. Others are told that it is not for them.
import Button from "@cloudscape-design/components/button";
import { useCallback, useEffect, useMemo, useState } from "react";
import { parse_route } from "../client/route.ts";
import type { Session } from "../client/types.ts";
import { Card } from "../ui/Card.tsx";
import { NotForYou } from "../ui/NotForYou.tsx";
import { Waiting } from "../ui/Waiting.tsx";
import { make_api } from "./api.ts";
import { Bar } from "./Bar.tsx";
import { Confirm } from "./blocks/Confirm.tsx";
import { type Admin, AdminContext, type Surroundings } from "./context.ts";
import { useHash } from "./guard.ts";
import { Nav } from "./Nav.tsx";
import { section_of } from "./sections.ts";
import { useAsync } from "./use_async.ts";

interface AppProps {
  session: Session;
  signed_out: (notice: string) => void;
}

export function App({ session, signed_out }: AppProps) {
  if (session.user.role !== "admin")
    return <NotForYou session={session} whom="administrators" signed_out={signed_out} />;
  return <AdminPage session={session} signed_out={signed_out} />;
}

function AdminPage({ session, signed_out }: AppProps) {
  const api = useMemo(
    () => make_api(session.centre.id, () => signed_out("You have been signed out.")),
    [session.centre.id, signed_out],
  );
  const around = useAsync<Surroundings>(() => api.get("session"));
  const [told, set_told] = useState({ text: "", number: 0 });
  const flash = useCallback((text: string) => set_told(({ number }) => ({ text, number: number + 1 })), []);
  const admin = useMemo<Admin | null>(
    () => (around.value ? { api, session, around: around.value, flash } : null),
    [api, session, around.value, flash],
  );
  if (admin)
    return (
      <AdminContext value={admin}>
        <Shell admin={admin} told={told} signed_out={signed_out} />
      </AdminContext>
    );
  if (!around.error) return <Waiting />;
  return (
    <Card title="The server does not answer" lead={around.error}>
      <Button variant="primary" onClick={() => void around.reload()}>
        Try again
      </Button>
    </Card>
  );
}

interface ShellProps {
  admin: Admin;
  told: { text: string; number: number };
  signed_out: (notice: string) => void;
}

function Shell({ admin, told, signed_out }: ShellProps) {
  const { hash, wanted, leave, stay } = useHash();
  const { place, rest, query } = parse_route(hash);
  const section = section_of(place);
  const Show = section?.show;
  useEffect(() => {
    document.title = `${section?.label ?? "Not found"} - Administration - Nextup`;
  }, [section]);
  return (
    <div className="admin">
      <button type="button" className="skip" onClick={skip}>
        Skip to the content
      </button>
      <Bar admin={admin} signed_out={signed_out} />
      <Nav current={section?.place ?? ""} />
      <main id="main" className="admin-main" tabIndex={-1}>
        <Flash told={told} />
        {Show ? <Show key={section.place} rest={rest} query={query} /> : <NotFound />}
      </main>
      {wanted !== null && (
        <Confirm
          title="Leave without saving?"
          action="Leave"
          cancel="Stay"
          run={() => Promise.resolve(leave())}
          dismiss={stay}
        >
          <p>What you have changed here is not saved.</p>
        </Confirm>
      )}
    </div>
  );
}

function skip(): void {
  document.getElementById("main")?.focus();
}

/** What was done, until it is dismissed or something else was done. */
function Flash({ told }: { told: { text: string; number: number } }) {
  const [dismissed, set_dismissed] = useState(0);
  const shown = told.text !== "" && told.number > dismissed;
  return (
    <div role="status" aria-label="What was done" className="flash-place">
      {shown && (
        <div className="flash">
          <span>{told.text}</span>
          <Button
            variant="inline-icon"
            iconName="close"
            ariaLabel="Dismiss"
            onClick={() => set_dismissed(told.number)}
          />
        </div>
      )}
    </div>
  );
}

function NotFound() {
  return (
    <div className="empty-list">
      <h1 tabIndex={-1}>There is no such page</h1>
      <p className="muted">Choose a section from the list.</p>
    </div>
  );
}
