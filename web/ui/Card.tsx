// The one card in the middle of an otherwise empty page: login, password, start of a chat.
import type { ReactNode } from "react";

export function Card({ title, children, lead }: { title: string; children: ReactNode; lead?: ReactNode }) {
  return (
    <main className="card-page">
      <div className="card">
        <div className="card-mark" aria-hidden="true" />
        <h1>{title}</h1>
        {lead && <p className="card-lead">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
