// The policy: one document with the rules of the centre. It is edited, checked, compared, tried on recorded days and applied here.
import Button from "@cloudscape-design/components/button";
import { useRef, useState } from "react";
import { render_route } from "../../client/route.ts";
import { Notice } from "../../ui/Notice.tsx";
import { CodeBox, type CodeBoxRef } from "../blocks/CodeBox.tsx";
import { Page, Ready } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { useUnsaved } from "../guard.ts";
import { json_lines } from "../json_lines.ts";
import { words_of } from "../refusal.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import { PolicyHistory } from "./policy_history.tsx";
import {
  ApplyDialog,
  type Change,
  Changes,
  type Checked,
  Findings,
  type InForce,
  type Report,
  Trial,
  TryForm,
  text_of,
} from "./policy_results.tsx";

type Result =
  | { is: "nothing" }
  | { is: "busy"; what: string }
  | { is: "refused"; sentence: string }
  | { is: "mistake"; line: number; sentence: string }
  | { is: "checked"; checked: Checked }
  | { is: "compared"; changes: Change[] }
  | { is: "try" }
  | { is: "tried"; report: Report };

export function Policy({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => api.run<InForce>("policy_show"));
  const history = rest[0] === "history";
  const tab = (place: readonly string[], label: string, current: boolean) => (
    <a href={render_route("policy", place)} className="tab" aria-current={current ? "page" : undefined}>
      {label}
    </a>
  );
  return (
    <Page
      title="Policy"
      lead="The rules of the centre in one document: who may do what from where, what happens by itself, how long things last."
    >
      <nav className="tabs" aria-label="Policy">
        {tab([], "Document", !history)}
        {tab(["history"], "History", history)}
      </nav>
      <Ready loaded={loaded}>
        {(in_force) =>
          history ? (
            <PolicyHistory in_force={in_force} chosen={rest[1] ?? null} reload={loaded.reload} />
          ) : (
            <PolicyEditor key={in_force.number} in_force={in_force} reload={loaded.reload} />
          )
        }
      </Ready>
    </Page>
  );
}

function PolicyEditor({ in_force, reload }: { in_force: InForce; reload: () => Promise<void> }) {
  const { api, flash } = useAdmin();
  const start = text_of(in_force.document);
  const [text, set_text] = useState(start);
  const [result, set_result] = useState<Result>({ is: "nothing" });
  const [applying, set_applying] = useState<Change[] | null>(null);
  const code = useRef<CodeBoxRef>(null);
  useUnsaved(text !== start);

  const write = (next: string) => {
    set_text(next);
    set_result({ is: "nothing" });
  };
  /** Runs a question about the document; a mistake in its JSON is told without asking. */
  const with_document = async (what: string, run: (document: object) => Promise<Result | null>) => {
    const { mistake } = json_lines(text);
    if (mistake) {
      set_result({ is: "mistake", ...mistake });
      return;
    }
    set_result({ is: "busy", what });
    try {
      set_result((await run(JSON.parse(text))) ?? { is: "nothing" });
    } catch (error) {
      set_result({ is: "refused", sentence: words_of(error) });
    }
  };
  const ask_check = (document: object) => api.run<Checked>("policy_check", { document });
  const ask_diff = async (document: object) =>
    (await api.run<{ changes: Change[] }>("policy_diff", { document })).changes;

  const check = () =>
    with_document("Checking", async (document) => ({ is: "checked", checked: await ask_check(document) }));
  const compare = () =>
    with_document("Comparing", async (document) => ({ is: "compared", changes: await ask_diff(document) }));
  const start_apply = () =>
    with_document("Checking", async (document) => {
      const checked = await ask_check(document);
      if (checked.errors) return { is: "checked", checked };
      const changes = await ask_diff(document);
      if (!changes.length) return { is: "compared", changes };
      set_applying(changes);
      return null;
    });
  const attempt = (from: string, to: string) =>
    with_document("Trying it on the recorded days", async (document) => {
      const days = { ...(from && { from }), ...(to && { to }) };
      return { is: "tried", report: (await api.run<{ report: Report }>("policy_try", { document, ...days })).report };
    });
  const apply = async (why: object) => {
    const { number } = await api.run<{ number: number }>("policy_apply", { document: JSON.parse(text), ...why });
    await reload();
    flash(number ? `The policy is in force as version ${number}.` : "All was so already.");
  };
  return (
    <div className="stack">
      <p className="muted">
        {in_force.number
          ? `Version ${in_force.number} is in force.`
          : "The preset of the model is in force; no document was ever applied."}
      </p>
      <CodeBox ref={code} label="Policy document" text={text} write={write} marked={marked_lines(text, result)} />
      <div className="buttons">
        <Button onClick={() => void check()}>Check</Button>
        <Button onClick={() => void compare()}>Compare</Button>
        <Button onClick={() => set_result({ is: "try" })}>Try…</Button>
        <Button variant="primary" disabled={text === start} onClick={() => void start_apply()}>
          Apply…
        </Button>
        <Button disabled={text === start} onClick={() => write(start)}>
          Start again
        </Button>
      </div>
      <section aria-label="Result" aria-live="polite" className="stack">
        <ResultView result={result} text={text} show={(line) => code.current?.show_line(line)} attempt={attempt} />
      </section>
      {applying && <ApplyDialog changes={applying} apply={apply} dismiss={() => set_applying(null)} />}
    </div>
  );
}

function marked_lines(text: string, result: Result): number[] {
  if (result.is === "mistake") return [result.line];
  if (result.is !== "checked") return [];
  const { lines } = json_lines(text);
  return result.checked.problems.flatMap(({ pointer }) => lines.get(pointer) ?? []);
}

interface ResultProps {
  result: Result;
  text: string;
  show: (line: number) => void;
  attempt: (from: string, to: string) => void;
}

function ResultView({ result, text, show, attempt }: ResultProps) {
  switch (result.is) {
    case "nothing":
      return null;
    case "busy":
      return <p className="muted">{result.what}…</p>;
    case "refused":
      return <Notice kind="error">{result.sentence}</Notice>;
    case "mistake":
      return (
        <Notice kind="error">
          <button type="button" className="text-button plain" onClick={() => show(result.line)}>
            Line {result.line}
          </button>
          : {result.sentence}
        </Notice>
      );
    case "checked":
      return <Findings checked={result.checked} lines={json_lines(text).lines} show={show} />;
    case "compared":
      return <Changes changes={result.changes} />;
    case "try":
      return <TryForm attempt={attempt} />;
    case "tried":
      return <Trial report={result.report} />;
  }
}
