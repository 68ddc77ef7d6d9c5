// What has been: reports of statuses and codes, contacts, metrics, the audit; the day of an agent has a page of its own beside them.
import { AuditView } from "./AuditView.tsx";
import { ContactSearch } from "./ContactSearch.tsx";
import { HistoryHead } from "./HistoryHead.tsx";
import { MetricsView } from "./MetricsView.tsx";
import { StatusReport } from "./StatusReport.tsx";

interface HistoryPageProps {
  part: string;
  query: Readonly<Record<string, string>>;
}

export function HistoryPage({ part, query }: HistoryPageProps) {
  return (
    <section className="place" aria-label="History">
      <HistoryHead part={part} />
      <Part part={part} query={query} />
    </section>
  );
}

function Part({ part, query }: HistoryPageProps) {
  switch (part) {
    case "contacts":
      return <ContactSearch query={query} />;
    case "metrics":
      return <MetricsView query={query} />;
    case "audit":
      return <AuditView query={query} />;
    default:
      return <StatusReport query={query} />;
  }
}
