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

export const report = {
  from: "2026-11-18",
  to: "2026-11-20",
  contacts: 1_204,
  differences: [{ sentence: "37 agents would have kept their status after a missed offer" }],
};
