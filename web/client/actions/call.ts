// Places a call.
import type { Command, PanelState } from "../types.ts";

export const call = {
  name: "call",
  label: () => "Make a call",
  enabled: ({ slots, control }: PanelState) => slots.VOICE.max > 0 && !control?.off,
  command: (address: string, queueId: string | null): Command => ({ do: "call", address, queueId }),
};
