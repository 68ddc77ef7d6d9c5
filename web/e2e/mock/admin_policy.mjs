// A made-up policy for the administrator's pages, with findings, a difference and a trial.
export const policy = {
  version: 1,
  model: "vcc",
  name: "Acme, from December",
  automatic: { on_miss: "STAY" },
  offers: { reject_allowed: true },
};

export const effective = {
  ...policy,
  automatic: { on_sign_in: "BREAK", on_sign_out: "LOG_OUT", on_miss: "STAY", on_reject: "BREAK" },
  wrapup: { ends: "BY_TIME", may_be_ended_early: false },
};

export const diff = [
  {
    pointer: "/automatic/on_miss",
    sentence: "An offer that is not answered changes no status (was: leads to On Break)",
  },
  { pointer: "/offers/reject_allowed", sentence: "An agent may reject an offer (was: may not)" },
];

/** What the check finds: an error where a member "broken" stands in the document, else a warning. */
export function problems(document) {
  if ("broken" in document) {
    const sentence = '"broken" is no member; one of automatic, contacts, offers';
    return { errors: 1, warnings: 0, notes: 0, problems: [{ level: "error", pointer: "/broken", sentence }] };
  }
  const sentence = "An agent in a status without a part is in a dead end";
  return { errors: 0, warnings: 1, notes: 0, problems: [{ level: "warning", pointer: "/moves/agent", sentence }] };
}

const totals = {
  contacts: 1_204,
  answered: 1_150,
  abandoned: 54,
  waiting: 0,
  offers: 1_420,
  missed: 212,
  rejected: 0,
  withdrawn: 6,
  waitedMs: 8_640_000,
  waitedMsMax: 312_000,
};

export const report = {
  beginsAt: Date.UTC(2026, 10, 18),
  endsAt: Date.UTC(2026, 10, 20, 9),
  events: 20_410,
  wishes: 3_105,
  outcomes: { SAME: 3_068, REFUSED: 37 },
  kinds: [
    { wish: "SET_STATUS", actor: "agent", from: "BUSY", status: "On Break", outcome: "REFUSED", count: 37 },
    { wish: "SIGN_IN", actor: "agent", from: "SIGNED_OUT", outcome: "SAME", count: 412 },
  ],
  examples: [],
  recorded: totals,
  tried: { ...totals, missed: 190, waitedMs: 8_100_000 },
};
