// Quotas: how often programs may ask, each operation of the Amazon Connect API for itself.
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChoiceField, TextField } from "../blocks/fields.tsx";
import { errors_of, number_error, whole_number } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";

interface Quota {
  perSecond: number;
  burst: number;
}

interface Shown {
  quotas: Record<string, Quota>;
  defaults: Quota;
  operations: string[];
}

interface Row extends Quota {
  operation: string;
}

const BACK = "#/quotas";
const DEFAULT = "default";
const words_of_operation = (operation: string) => (operation === DEFAULT ? "All others" : operation);

export function Quotas({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => api.run<Shown>("quota_show"));
  const open = rest[0] ?? null;
  const shown = loaded.value;
  const own = Object.entries(shown?.quotas ?? {}).map(([operation, quota]) => ({ operation, ...quota }));
  const others = own.find(({ operation }) => operation === DEFAULT);
  const last: Row | null = others ?? (shown && { operation: DEFAULT, ...shown.defaults });
  const rows = [...own.filter((row) => row !== others), ...(last ? [last] : [])];
  const chosen = rows.find(({ operation }) => operation === open);
  const is_own = own.some(({ operation }) => operation === open);
  return (
    <ListPage
      title="Quotas"
      lead="How often programs may ask. Who asks more often is told to try again, and clients of Amazon Connect do."
      create={{ label: "Set a quota", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={({ operation }) => operation}
      href={({ operation }) => `${BACK}/${operation}`}
      open={open}
      words={({ operation }) => operation}
      empty={{ title: "No quotas", text: "The server's own hold." }}
      columns={[
        { label: "Operation", cell: ({ operation }) => words_of_operation(operation) },
        { label: "A second", cell: ({ perSecond }) => perSecond },
        { label: "At once", cell: ({ burst }) => burst },
      ]}
      drawer={
        shown &&
        (open === "new" || chosen) && (
          <QuotaForm key={open} quota={chosen} own={is_own} shown={shown} reload={loaded.reload} />
        )
      }
    />
  );
}

interface FormProps {
  quota: Row | undefined;
  own: boolean; // set by this centre
  shown: Shown;
  reload: () => Promise<void>;
}

function QuotaForm({ quota, own, shown, reload }: FormProps) {
  const { api, flash } = useAdmin();
  const start = {
    operation: quota?.operation ?? shown.operations[0] ?? DEFAULT,
    second: String(quota?.perSecond ?? shown.defaults.perSecond),
    burst: String(quota?.burst ?? shown.defaults.burst),
  };
  const reset = async () => {
    await api.run("quota_reset", { operation: start.operation });
    await reload();
    flash(`${words_of_operation(start.operation)}: the quota was reset.`);
    go(BACK);
  };
  const options = [DEFAULT, ...shown.operations].map((value) => ({ value, label: words_of_operation(value) }));
  return (
    <Editor
      title={quota ? words_of_operation(quota.operation) : "Set a quota"}
      start={start}
      check={({ second, burst }) =>
        errors_of({ second: number_error(second, 1, 10_000), burst: number_error(burst, 1, 20_000) })
      }
      members={{ operation: ["operation"], second: ["perSecond"], burst: ["burst"] }}
      back={BACK}
      saved={reload}
      asks_why
      save={async ({ operation, second, burst }, why) => {
        await api.run("quota_set", { operation, perSecond: whole_number(second), burst: whole_number(burst), ...why });
        return `${words_of_operation(operation)}: ${second.trim()} a second.`;
      }}
      more={
        own && (
          <div>
            <Danger
              label="Reset"
              title="Reset this quota?"
              text="What holds for all others, or the server's own, holds again."
              action="Reset"
              run={reset}
            />
          </div>
        )
      }
    >
      {(form) => (
        <>
          {!quota && <ChoiceField form={form} name="operation" label="Operation" options={options} />}
          <TextField form={form} name="second" label="Requests a second" type="number" hint="1 to 10000." />
          <TextField
            form={form}
            name="burst"
            label="At once"
            type="number"
            hint="1 to 20000: how many may come in one moment."
          />
        </>
      )}
    </Editor>
  );
}
