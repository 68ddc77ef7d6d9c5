// Hours of operation: when queues take contacts, and the days on which it is otherwise. It must not open or close anything by itself.
import { type Api, run_steps } from "../api.ts";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChoiceField, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED, same } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { WeekField } from "../blocks/Times.tsx";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import { config_of, OPEN_WEEK, type Opening, WORKING_WEEK, week_error, week_of, week_words } from "../week.ts";
import { OverrideForm, Overrides } from "./overrides.tsx";

export interface Hours {
  HoursOfOperationId: string;
  Name: string;
  Description?: string;
  TimeZone: string;
  Config: Opening[];
}

interface Effective {
  EffectiveHoursOfOperationList: { OperationalHours: object[] }[];
}

const BACK = "#/hours";

/** All zones the browser knows; the present one is always among them. */
export function zone_options(present: string) {
  const known = Intl.supportedValuesOf("timeZone");
  const all = new Set(["UTC", present, ...known]);
  return [...all].filter(Boolean).map((value) => ({ value, label: value.replaceAll("_", " ") }));
}

/** Hours without a plan are always open or never: what holds in a week says which. */
async function with_plan(api: Api, hours: Hours): Promise<Hours> {
  if (hours.Config.length) return hours;
  const path = `effective-hours-of-operations/{I}/${hours.HoursOfOperationId}?fromDate=2026-01-05&toDate=2026-01-05`;
  const effective = await api.connect<Effective>("GET", path);
  const open = (effective.EffectiveHoursOfOperationList[0]?.OperationalHours ?? []).length > 0;
  return open ? { ...hours, Config: config_of(OPEN_WEEK) } : hours;
}

export async function load_hours(api: Api): Promise<Hours[]> {
  const found = await api.search<Hours>("search-hours-of-operations", "HoursOfOperations");
  return Promise.all(found.map((hours) => with_plan(api, hours)));
}

export function HoursSection({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load_hours(api));
  const [open = null, part, override] = rest;
  const rows = loaded.value ?? [];
  const chosen = rows.find((row) => row.HoursOfOperationId === open);
  const drawer =
    chosen && part === "exception" && override ? (
      <OverrideForm key={override} hours={chosen} id={override} />
    ) : (
      (open === "new" || chosen) && <HoursForm key={open} hours={chosen} reload={loaded.reload} />
    );
  return (
    <ListPage
      title="Hours of operation"
      lead="When queues take contacts. Outside of them customers are told when you are back."
      create={{ label: "Create hours", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.HoursOfOperationId}
      href={(row) => `${BACK}/${row.HoursOfOperationId}`}
      open={open}
      words={(row) => `${row.Name} ${row.TimeZone}`}
      empty={{ title: "No hours of operation", text: "Each queue needs some. Create the first, such as “Always”." }}
      columns={[
        { label: "Name", cell: (row) => row.Name },
        { label: "Open", cell: (row) => week_words(week_of(row.Config)), wide: true },
        { label: "Time zone", cell: (row) => row.TimeZone },
      ]}
      drawer={drawer}
    />
  );
}

function HoursForm({ hours, reload }: { hours: Hours | undefined; reload: () => Promise<void> }) {
  const { api, flash } = useAdmin();
  const start = {
    name: hours?.Name ?? "",
    description: hours?.Description ?? "",
    zone: hours?.TimeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
    week: hours ? week_of(hours.Config) : WORKING_WEEK,
  };
  const remove = async () => {
    await api.connect("DELETE", `hours-of-operations/{I}/${hours?.HoursOfOperationId}`);
    await reload();
    flash(`${hours?.Name} was deleted.`);
    go(BACK);
  };
  return (
    <Editor
      title={hours ? hours.Name : "Create hours"}
      start={start}
      check={({ name, week }) => errors_of({ name: name.trim() ? "" : REQUIRED, week: week_error(week) })}
      members={{
        name: ["Name", "name"],
        description: ["Description"],
        zone: ["TimeZone", "time zone"],
        week: ["Config"],
      }}
      back={BACK}
      saved={reload}
      save_label={hours ? "Save" : "Create"}
      save={async ({ name, description, zone, week }) => {
        const Name = name.trim();
        const wish = { Name, TimeZone: zone, Config: config_of(week) };
        const words = description || hours ? { Description: description } : {};
        if (!hours) {
          await api.connect("PUT", "hours-of-operations/{I}", { ...wish, ...words });
          return `${Name} was created.`;
        }
        const { Config, ...others } = wish;
        const changed = same(week, start.week) ? others : { ...others, Config };
        const run = () =>
          api.connect("POST", `hours-of-operations/{I}/${hours.HoursOfOperationId}`, { ...changed, ...words });
        await run_steps([{ what: "the hours", run }]);
        return `${Name} was saved.`;
      }}
      more={
        hours && (
          <>
            <Overrides hours={hours} />
            <div>
              <Danger
                label="Delete"
                title={`Delete ${hours.Name}?`}
                text="Queues that use these hours must be given others first."
                action="Delete"
                run={remove}
              />
            </div>
          </>
        )
      }
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          <TextField form={form} name="description" label="Description" optional />
          <ChoiceField form={form} name="zone" label="Time zone" options={zone_options(start.zone)} />
          <WeekField
            label="Open"
            hint="An end before its start is on the next day; 00:00 to 00:00 is the whole day."
            week={form.value.week}
            change={(week) => form.put({ week })}
            error={form.errors.week}
          />
        </>
      )}
    </Editor>
  );
}
