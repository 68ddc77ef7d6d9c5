// Retention and erasure: how long texts are kept, and destroying those of one contact or one person. Rows and numbers stay.
import Button from "@cloudscape-design/components/button";
import { type FormEvent, useState } from "react";
import { Notice } from "../../ui/Notice.tsx";
import { Confirm } from "../blocks/Confirm.tsx";
import { ChoiceField, TextField } from "../blocks/fields.tsx";
import { type Errors, number_error, REQUIRED, whole_number } from "../blocks/form.ts";
import { Page, Ready } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { useUnsaved } from "../guard.ts";
import { words_of } from "../refusal.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";

const DAYS_MAX = 36_500;
const KINDS = [
  { value: "contact", label: "A contact" },
  { value: "username", label: "A user" },
];

export function Retention({ query }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => api.run<{ contactDays: number }>("retention_show"));
  return (
    <Page
      title="Retention and erasure"
      lead="Names, messages, notes and attributes are encrypted. Erasing destroys their key: what happened and all numbers stay, the texts are gone for ever."
    >
      <Ready loaded={loaded}>{({ contactDays }) => <Keeping days={contactDays} reload={loaded.reload} />}</Ready>
      <Erasing key={query.username ?? ""} username={query.username ?? ""} />
    </Page>
  );
}

function Keeping({ days, reload }: { days: number; reload: () => Promise<void> }) {
  const { api, flash } = useAdmin();
  const start = days ? String(days) : "";
  const [value, set_value] = useState({ days: start });
  const [errors, set_errors] = useState<Errors<typeof value>>({});
  const [asking, set_asking] = useState(false);
  useUnsaved(value.days !== start);
  const wanted = value.days.trim() ? whole_number(value.days) : 0;
  const shorter = wanted > 0 && (days === 0 || wanted < days);
  const save = async () => {
    await api.run("retention_set", { contactDays: wanted });
    await reload();
    flash(wanted ? `Contacts' texts are kept for ${wanted} days.` : "Contacts' texts are kept for ever.");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const error = number_error(value.days, 1, DAYS_MAX, true);
    if (error) return set_errors({ days: error });
    if (shorter) return set_asking(true);
    void save().catch((reason) => set_errors({ days: words_of(reason) }));
  };
  return (
    <form className="panel narrow" onSubmit={submit} noValidate>
      <h2>How long texts are kept</h2>
      <TextField
        form={{
          value,
          errors,
          put: (part) => {
            set_value((now) => ({ ...now, ...part }));
            set_errors({});
          },
        }}
        name="days"
        label="Days after a contact is over"
        type="number"
        hint="Empty: for ever."
      />
      <div>
        <Button variant="primary">Save</Button>
      </div>
      {asking && (
        <Confirm
          title="Keep texts for a shorter time?"
          action="Save and erase"
          run={save}
          dismiss={() => set_asking(false)}
        >
          <p>
            The texts of all contacts that have been over for more than {wanted} days are erased. This cannot be undone.
          </p>
        </Confirm>
      )}
    </form>
  );
}

function Erasing({ username }: { username: string }) {
  const { api, flash } = useAdmin();
  const start = { kind: username ? "username" : "contact", what: username, why: "" };
  const [value, set_value] = useState(start);
  const [errors, set_errors] = useState<Errors<typeof value>>({});
  const [asking, set_asking] = useState(false);
  const what = value.what.trim();
  const form = {
    value,
    errors,
    put: (part: Partial<typeof value>) => {
      set_value((now) => ({ ...now, ...part }));
      set_errors({});
    },
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!what) return set_errors({ what: REQUIRED });
    set_asking(true);
  };
  const erase = async () => {
    const why = value.why.trim() ? { why: value.why.trim() } : {};
    await api.run("erase", { [value.kind]: what, ...why });
    flash(`The texts of ${value.kind === "contact" ? "the contact" : what} are erased.`);
    set_value({ ...start, what: "" });
  };
  return (
    <form className="panel narrow" onSubmit={submit} noValidate>
      <h2>Erase</h2>
      <ChoiceField form={form} name="kind" label="Whose texts" options={KINDS} />
      <TextField
        form={form}
        name="what"
        label={value.kind === "contact" ? "Contact id" : "User name"}
        hint={
          value.kind === "contact"
            ? "As the contact search shows it. Contacts it was transferred from and to go with it."
            : "The user's names go; disable the user first."
        }
      />
      <TextField form={form} name="why" label="Why" hint="Is shown in the audit." optional />
      <div>
        <Button>Erase…</Button>
      </div>
      {asking && (
        <Confirm title="Erase for ever?" action="Erase" run={erase} dismiss={() => set_asking(false)}>
          <Notice kind="warning">Nobody can bring these texts back.</Notice>
          <p className="mono">{what}</p>
        </Confirm>
      )}
    </form>
  );
}
