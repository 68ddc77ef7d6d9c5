// A part that scrolls by itself and can be reached and scrolled by keyboard.
import type { ReactNode } from "react";

export function Scrollable({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    <section className={className} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
