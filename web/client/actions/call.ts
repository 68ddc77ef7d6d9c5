// Places a call.
import type { Command, PanelState } from "../types.ts";

export const call = {
  name: "call",
  label: () => "Make a call",
  enabled: (state: PanelState) => state.slots.VOICE.max > 0,
  command: (address: string, queueId: string | null): Command => ({ do: "call", address, queueId }),
};
