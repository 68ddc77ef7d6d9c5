// A sentence that needs to be read: what was refused, what went wrong, what to know. Read out when it appears.
import Icon from "@cloudscape-design/components/icon";
import type { ReactNode } from "react";

interface NoticeProps {
  kind: "error" | "info" | "warning";
  children: ReactNode;
  dismiss?: () => void;
}

const ICONS = { error: "status-negative", info: "status-info", warning: "status-warning" } as const;

export function Notice({ kind, children, dismiss }: NoticeProps) {
  return (
    <div className={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
      <Icon name={ICONS[kind]} />
      <div className="notice-text">{children}</div>
      {dismiss && (
        <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismiss}>
          <Icon name="close" size="small" />
        </button>
      )}
    </div>
  );
}
