// The days on which hours of operation are otherwise: holidays, longer evenings, an hour's meeting.
import Button from "@cloudscape-design/components/button";
import { Notice } from "../../ui/Notice.tsx";
import type { Api } from "../api.ts";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChoiceField, Group, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED } from "../blocks/form.ts";
import { Ready } from "../blocks/ListPage.tsx";
import { Stretches, WeekField } from "../blocks/Times.tsx";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import { REPEATS, repeat_of, simple } from "../recurrence.ts";
import { useAsync } from "../use_async.ts";
import { config_of, day_error, every_day, type Opening, same_every_day, week_error, week_of } from "../week.ts";
import type { Hours } from "./hours.tsx";

interface Override {
  HoursOfOperationOverrideId: string;
  Name: string;
  EffectiveFrom: string;
  EffectiveTill: string;
  Config: Opening[];
  OverrideType: "STANDARD" | "OPEN" | "CLOSED";
  RecurrenceConfig?: object;
}

const KINDS = [
  { value: "shut", label: "Closed all day" },
  { value: "STANDARD", label: "Open at other times than usual" },
  { value: "OPEN", label: "Open longer: these times are added" },
  { value: "CLOSED", label: "Closed for a part of the day" },
];
const kind_of = ({ OverrideType, Config }: Override) =>
  OverrideType === "STANDARD" && Config.length === 0 ? "shut" : OverrideType;

const days_of = ({ EffectiveFrom, EffectiveTill }: Override) =>
  EffectiveFrom === EffectiveTill ? EffectiveFrom : `${EffectiveFrom} to ${EffectiveTill}`;

const load = (api: Api, hours: Hours) =>
  api.list<Override>(`hours-of-operations/{I}/${hours.HoursOfOperationId}/overrides`, "HoursOfOperationOverrideList");

const place_of = (hours: Hours, id: string) => `#/hours/${hours.HoursOfOperationId}/exception/${id}`;

export function Overrides({ hours }: { hours: Hours }) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api, hours), hours.HoursOfOperationId);
  return (
    <div className="stack">
      <h3>Holidays and exceptions</h3>
      <Ready loaded={loaded}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="muted">None. On these days the hours are otherwise: holidays, longer evenings.</p>
          ) : (
            <ul className="lines">
              {rows.map((row) => (
                <li key={row.HoursOfOperationOverrideId}>
                  <a href={place_of(hours, row.HoursOfOperationOverrideId)}>{row.Name}</a>
                  <span className="muted"> {days_of(row)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <div>
        <Button href={place_of(hours, "new")}>Add an exception</Button>
      </div>
    </div>
  );
}

export function OverrideForm({ hours, id }: { hours: Hours; id: string }) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api, hours), id);
  return (
    <Ready loaded={loaded}>
      {(rows) => {
        const override = rows.find((row) => row.HoursOfOperationOverrideId === id);
        if (!override && id !== "new") return <Notice kind="error">There is no such exception any more.</Notice>;
        return <OverrideEditor hours={hours} override={override} />;
      }}
    </Ready>
  );
}

function start_of(override: Override | undefined) {
  const today = new Date().toISOString().slice(0, 10);
  return {
    name: override?.Name ?? "",
    from: override?.EffectiveFrom ?? today,
    till: override?.EffectiveTill ?? today,
    kind: override ? kind_of(override) : "shut",
    repeat: repeat_of(override?.RecurrenceConfig),
    week: week_of(override?.Config ?? []),
  };
}

function OverrideEditor({ hours, override }: { hours: Hours; override: Override | undefined }) {
  const { api, flash } = useAdmin();
  const start = start_of(override);
  const by_weekday = same_every_day(start.week) === null;
  const back = `#/hours/${hours.HoursOfOperationId}`;
  const address = `hours-of-operations/{I}/${hours.HoursOfOperationId}/overrides`;
  const own = `${address}/${override?.HoursOfOperationOverrideId}`;
  const remove = async () => {
    await api.connect("DELETE", own);
    flash(`${override?.Name} was deleted.`);
    go(back);
  };
  return (
    <Editor
      title={override ? override.Name : "Add an exception"}
      lead={`To ${hours.Name}, by the clock of ${hours.TimeZone}.`}
      start={start}
      check={({ name, from, till, kind, week }) =>
        errors_of({
          name: name.trim() ? "" : REQUIRED,
          from: from ? "" : REQUIRED,
          till: till >= from ? "" : "It cannot end before it begins.",
          week: kind === "shut" ? "" : (by_weekday ? week_error(week) : day_error(week[0] ?? [])) || times_error(week),
        })
      }
      members={{ name: ["Name", "name"], from: ["EffectiveFrom"], till: ["EffectiveTill"], week: ["Config"] }}
      back={back}
      save_label={override ? "Save" : "Add"}
      save={async ({ name, from, till, kind, repeat, week }) => {
        const config = by_weekday ? config_of(week) : every_day(week[0] ?? []);
        const recurrence = repeat === "OWN" ? override?.RecurrenceConfig : repeat ? simple(repeat) : null;
        const wish = {
          Name: name.trim(),
          EffectiveFrom: from,
          EffectiveTill: till,
          OverrideType: kind === "shut" ? "STANDARD" : kind,
          Config: kind === "shut" ? [] : config,
          ...(recurrence ? { RecurrenceConfig: recurrence } : {}),
        };
        if (override && !recurrence && override.RecurrenceConfig) {
          await api.connect("DELETE", own); // a recurrence cannot be taken away
          await api.connect("PUT", address, wish);
        } else if (override) await api.connect("POST", own, wish);
        else await api.connect("PUT", address, wish);
        return `${wish.Name} was saved.`;
      }}
      more={
        override && (
          <div>
            <Danger
              label="Delete"
              title={`Delete ${override.Name}?`}
              text="The usual hours hold on these days then."
              action="Delete"
              run={remove}
            />
          </div>
        )
      }
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" placeholder="Christmas" />
          <div className="pair">
            <DateField
              label="First day"
              value={form.value.from}
              change={(from) => form.put({ from })}
              error={form.errors.from}
            />
            <DateField
              label="Last day"
              value={form.value.till}
              change={(till) => form.put({ till })}
              error={form.errors.till}
            />
          </div>
          <ChoiceField form={form} name="kind" label="On these days" options={KINDS} />
          {form.value.kind !== "shut" && by_weekday && (
            <WeekField
              label="Times"
              week={form.value.week}
              change={(week) => form.put({ week })}
              error={form.errors.week}
            />
          )}
          {form.value.kind !== "shut" && !by_weekday && (
            <Group label="Times" error={form.errors.week}>
              <Stretches
                of="these days"
                stretches={form.value.week[0] ?? []}
                change={(stretches) => form.put({ week: form.value.week.map(() => stretches) })}
              />
            </Group>
          )}
          <ChoiceField
            form={form}
            name="repeat"
            label="Repeats"
            hint="Between the first and the last day."
            options={REPEATS.filter(({ value }) => value !== "OWN" || start.repeat === "OWN")}
          />
        </>
      )}
    </Editor>
  );
}

const times_error = (week: readonly (readonly unknown[])[]) =>
  week.some((day) => day.length) ? "" : "Add the times, or choose Closed all day.";

interface DateFieldProps {
  label: string;
  value: string;
  change: (value: string) => void;
  error: string | undefined;
}

export function DateField({ label, value, change, error }: DateFieldProps) {
  return (
    <Group label={label} error={error}>
      <input
        type="date"
        className="time"
        aria-label={label}
        aria-invalid={error ? true : undefined}
        value={value}
        onChange={({ target }) => change(target.value)}
      />
    </Group>
  );
}
