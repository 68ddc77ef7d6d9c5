// What is known about one thing, beside the list it was chosen from; in a small frame it lies over the list. Escape leads back.
import Icon from "@cloudscape-design/components/icon";
import { type ReactNode, useEffect, useRef } from "react";
import { go } from "../../ui/use_route.ts";

interface SidePanelProps {
  /** The accessible name and heading. */
  title: string;
  lead?: ReactNode;
  /** The list's address. */
  back: string;
  children: ReactNode;
}

export function SidePanel({ title, lead, back, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thing takes the keyboard as the first did
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className="side-panel"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) go(back);
      }}
    >
      <div className="side-head">
        <div className="side-title">
          <h2>{title}</h2>
          {lead}
        </div>
        <a className="icon-button" href={back} aria-label="Close">
          <Icon name="close" />
        </a>
      </div>
      <div className="side-body">{children}</div>
    </aside>
  );
}
