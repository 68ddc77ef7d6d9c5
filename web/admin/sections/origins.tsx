// Approved origins: the sites that may embed the agents' panel.
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { TextField } from "../blocks/fields.tsx";
import { errors_of } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { origin_error } from "../embed.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";

interface Origin {
  origin: string;
}

const BACK = "#/origins";

export function Origins({ rest }: SectionProps) {
  const { api, flash } = useAdmin();
  const loaded = useAsync(async () => (await api.run<{ origins: Origin[] }>("origin_list")).origins);
  const open = rest[0] ?? null;
  const remove = async (origin: string) => {
    await api.run("origin_remove", { origin });
    await loaded.reload();
    flash(`${origin} may not embed the panel any more.`);
  };
  return (
    <ListPage
      title="Approved origins"
      lead="Sites, such as your CRM, that may embed the agents' panel. Who may show the chat box is said by its entry point."
      create={{ label: "Approve an origin", href: `${BACK}/new` }}
      loaded={loaded}
      rows={loaded.value ?? []}
      id_of={(row) => row.origin}
      open={open}
      empty={{ title: "No origins", text: "The panel works on its own; nobody may embed it." }}
      columns={[
        { label: "Origin", cell: (row) => <span className="mono">{row.origin}</span> },
        {
          label: "Remove",
          quiet: true,
          cell: ({ origin }) => (
            <Danger
              label="Remove"
              about={origin}
              title="Remove this origin?"
              text={`${origin} cannot embed the panel any more. Panels that are open there stay until they are loaded again.`}
              action="Remove"
              run={() => remove(origin)}
              inline
            />
          ),
        },
      ]}
      drawer={
        open === "new" && (
          <Editor
            title="Approve an origin"
            start={{ origin: "" }}
            check={({ origin }) => errors_of({ origin: origin_error(origin.trim()) })}
            members={{ origin: ["origin", "approved"] }}
            back={BACK}
            saved={loaded.reload}
            asks_why
            save_label="Approve"
            save={async (value, why) => {
              const origin = value.origin.trim();
              await api.run("origin_add", { origin, ...why });
              return `${origin} may embed the panel.`;
            }}
          >
            {(form) => (
              <TextField
                form={form}
                name="origin"
                label="Origin"
                placeholder="https://crm.example"
                hint="https://HOST or https://HOST:PORT, without a path."
              />
            )}
          </Editor>
        )
      }
    />
  );
}
