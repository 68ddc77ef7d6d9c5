// How the panel's parts reach the one Panel and its view.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Panel } from "../client/panel.ts";
import type { PanelState } from "../client/types.ts";
import type { PanelView } from "../client/view.ts";

export const PanelContext = createContext<Panel | null>(null);

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error("there is no panel around this part");
  return panel;
}

export function useView(): PanelView {
  const panel = usePanel();
  return useSyncExternalStore(panel.subscribe, panel.get_view);
}

/** Inside the open panel the state is always there. */
export function usePanelState(): PanelState {
  const { panel } = useView();
  if (!panel) throw new Error("the panel has no state yet");
  return panel;
}
