// One number and what it is.
import type { ReactNode } from "react";

export function Tile({ name, children, tone = "" }: { name: string; children: ReactNode; tone?: string }) {
  return (
    <div className={`tile ${tone}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
