// The versions of the policy that were in force: what each said, and putting an older one in force again.
import Button from "@cloudscape-design/components/button";
import { render_route } from "../../client/route.ts";
import { CodeBox } from "../blocks/CodeBox.tsx";
import { Danger } from "../blocks/Confirm.tsx";
import { Ready } from "../blocks/ListPage.tsx";
import { Table } from "../blocks/Table.tsx";
import { useAdmin } from "../context.ts";
import { useAsync } from "../use_async.ts";
import { time_words } from "../when.ts";
import { type Change, Changes, type InForce, text_of } from "./policy_results.tsx";

interface Version {
  number: number;
  at: number;
  by: string;
}

const place_of = (number: number) => render_route("policy", ["history", String(number)]);

interface HistoryProps {
  in_force: InForce;
  chosen: string | null;
  reload: () => Promise<void>;
}

export function PolicyHistory({ in_force, chosen, reload }: HistoryProps) {
  const { api, flash } = useAdmin();
  const loaded = useAsync(
    async () => (await api.run<{ versions: Version[] }>("policy_history")).versions,
    String(in_force.number),
  );
  const roll_back = async (number: number) => {
    const done = await api.run<{ number: number }>("policy_rollback", { number });
    await reload();
    flash(done.number ? `Version ${number} is in force again, as version ${done.number}.` : "All was so already.");
  };
  return (
    <Ready loaded={loaded}>
      {(versions) =>
        versions.length === 0 ? (
          <div className="empty-list">
            <h2>No versions yet</h2>
            <p className="muted">
              The preset of the model is in force. The first document that is applied begins the history.
            </p>
          </div>
        ) : (
          <>
            <Table
              label="Versions"
              rows={versions}
              id_of={({ number }) => String(number)}
              href={({ number }) => place_of(number)}
              open={chosen}
              columns={[
                { label: "Version", cell: ({ number }) => `Version ${number}` },
                { label: "Applied", cell: ({ at }) => time_words(at), wide: true },
                { label: "By", cell: ({ by }) => by },
                {
                  label: "Roll back",
                  quiet: true,
                  cell: ({ number }) =>
                    number === in_force.number ? (
                      "In force"
                    ) : (
                      <Danger
                        label="Roll back"
                        about={`to version ${number}`}
                        title={`Put version ${number} in force again?`}
                        text="It becomes a new version and is in force at once."
                        action="Roll back"
                        run={() => roll_back(number)}
                        inline
                      />
                    ),
                },
              ]}
            />
            {chosen && <OldVersion key={chosen} number={Number(chosen)} in_force={in_force} />}
          </>
        )
      }
    </Ready>
  );
}

function OldVersion({ number, in_force }: { number: number; in_force: InForce }) {
  const { api } = useAdmin();
  const loaded = useAsync(async () => {
    const { document } = await api.run<{ document: object }>("policy_version", { number });
    const { changes } = await api.run<{ changes: Change[] }>("policy_diff", { document });
    return { document, changes };
  }, `${number} ${in_force.number}`);
  return (
    <Ready loaded={loaded}>
      {({ document, changes }) => (
        <>
          <h2 className="old-version">Version {number}</h2>
          <Changes changes={changes} />
          <CodeBox label={`Document of version ${number}`} text={text_of(document)} />
          <div>
            <Button href={render_route("policy", ["history"])}>Close</Button>
          </div>
        </>
      )}
    </Ready>
  );
}
