// The one line by which the panel's page knows of the conduit. It must not draw anything.
import { useEffect } from "react";
import type { Panel } from "../client/panel.ts";
import { attach_panel, on_show, panel_shows } from "./frame.ts";

export function useConduit(panel: Panel, contactId: string | null, choose: (contactId: string) => void): void {
  useEffect(() => attach_panel(panel), [panel]);
  useEffect(() => {
    if (contactId) panel_shows(contactId);
  }, [contactId]);
  useEffect(() => on_show(choose), [choose]);
}
