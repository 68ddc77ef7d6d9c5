// The places of the board, and the person who looks at it.
import type { Session } from "../client/types.ts";
import { useRoute } from "../ui/use_route.ts";
import { AccountMenu } from "./AccountMenu.tsx";

const PLACES = [
  { place: "agents", name: "Agents" },
  { place: "queues", name: "Queues" },
  { place: "contacts", name: "Contacts" },
  { place: "history", name: "History" },
] as const;

/** The day of an agent is part of the history; without a place the agents are shown. */
function current(place: string): string {
  if (place === "day") return "history";
  return PLACES.some((known) => known.place === place) ? place : "agents";
}

interface TopBarProps {
  session: Session;
  signed_out: (notice: string) => void;
}

export function TopBar({ session, signed_out }: TopBarProps) {
  const { place } = useRoute();
  return (
    <header className="top-bar">
      <a className="brand" href="#/agents">
        <span className="brand-mark" aria-hidden="true" />
        <span className="brand-name">Nextup</span>
      </a>
      <nav aria-label="Board" className="places">
        {PLACES.map((known) => (
          <a
            key={known.place}
            href={`#/${known.place}`}
            aria-current={current(place) === known.place ? "page" : undefined}
          >
            {known.name}
          </a>
        ))}
      </nav>
      <span className="centre-name">{session.centre.alias}</span>
      <AccountMenu session={session} signed_out={signed_out} />
    </header>
  );
}
