// Changes the status of one agent or many: choose --Preview--> what would happen --Confirm--> what happened (--> again for those who had changed).
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import {
  AGENTS_AT_ONCE_MAX,
  type Change,
  change_command,
  changing,
  preview_words,
  result_words,
  stale,
  versions_of,
} from "../../client/board/change.ts";
import { is_answered } from "../../client/board/questions.ts";
import type { ChangeResult } from "../../client/board/types.ts";
import { OUTCOME_UNKNOWN, refusal_words } from "../../client/words.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useBoard, useModel } from "../context.ts";
import { ChangeForm, type Draft, draft_fault, EMPTY_DRAFT, target_of } from "./ChangeForm.tsx";
import { ChangeResults } from "./ChangeResults.tsx";

type Step = { is: "choose" } | { is: "preview"; results: ChangeResult[] } | { is: "done"; results: ChangeResult[] };

interface ChangeStatusProps {
  agentIds: readonly string[];
  close: () => void;
}

export function ChangeStatus({ agentIds, close }: ChangeStatusProps) {
  const model = useModel();
  const board = useBoard();
  const [whom, set_whom] = useState(agentIds.slice(0, AGENTS_AT_ONCE_MAX));
  const [draft, set_draft] = useState<Draft>(EMPTY_DRAFT);
  const [step, set_step] = useState<Step>({ is: "choose" });
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState("");
  const agents = whom.flatMap((id) => board.agents.get(id) ?? []);

  const change: Change = { agentIds: whom, target: target_of(draft), reasonId: draft.reasonId || null, why: draft.why };

  const ask = async (wanted: Change, versions: Record<string, number> | null) => {
    set_busy(true);
    set_error("");
    const answer = await model.request(change_command(wanted, versions));
    set_busy(false);
    if (is_answered<{ results: ChangeResult[] }>(answer)) return answer.results;
    set_error(answer.is === "refused" ? refusal_words(answer.code, answer.message) : OUTCOME_UNKNOWN);
    return null;
  };

  const preview = async (ids: readonly string[] = whom) => {
    const fault = draft_fault(draft);
    set_error(fault ?? "");
    if (fault) return;
    const results = await ask({ ...change, agentIds: ids }, null);
    if (results) set_step({ is: "preview", results });
  };

  const confirm = async (results: readonly ChangeResult[]) => {
    const done = await ask({ ...change, agentIds: changing(results) }, versions_of(results));
    if (done) set_step({ is: "done", results: done });
  };

  const again = (results: readonly ChangeResult[]) => {
    const ids = stale(results);
    set_whom(ids);
    void preview(ids);
  };

  return (
    <Modal
      visible
      size="large"
      header={agents.length === 1 ? `Change status of ${agents[0]?.name}` : `Change status of ${whom.length} agents`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Buttons
          step={step}
          busy={busy}
          close={close}
          preview={() => void preview()}
          confirm={confirm}
          again={again}
          back={() => set_step({ is: "choose" })}
        />
      }
    >
      <div className="dialog-body">
        {error && <Notice kind="error">{error}</Notice>}
        {step.is === "choose" && <ChangeForm board={board} agents={agents} draft={draft} write={set_draft} />}
        {step.is !== "choose" && (
          <>
            <p className="change-sum" aria-live="polite">
              {step.is === "preview" ? preview_words(step.results) : result_words(step.results)}
            </p>
            <ChangeResults board={board} results={step.results} />
          </>
        )}
      </div>
    </Modal>
  );
}

interface ButtonsProps {
  step: Step;
  busy: boolean;
  close: () => void;
  back: () => void;
  preview: () => void;
  confirm: (results: readonly ChangeResult[]) => Promise<void>;
  again: (results: readonly ChangeResult[]) => void;
}

function Buttons({ step, busy, close, back, preview, confirm, again }: ButtonsProps) {
  if (step.is === "choose")
    return (
      <div className="card-buttons">
        <Button variant="link" onClick={close}>
          Cancel
        </Button>
        <Button variant="primary" loading={busy} onClick={preview}>
          Preview
        </Button>
      </div>
    );
  if (step.is === "preview")
    return (
      <div className="card-buttons">
        <Button variant="link" onClick={close}>
          Cancel
        </Button>
        <Button onClick={back}>Back</Button>
        <Button
          variant="primary"
          loading={busy}
          disabled={changing(step.results).length === 0}
          onClick={() => void confirm(step.results)}
        >
          Confirm
        </Button>
      </div>
    );
  const late = stale(step.results).length;
  return (
    <div className="card-buttons">
      {late > 0 && (
        <Button loading={busy} onClick={() => again(step.results)}>
          {late === 1 ? "Preview the one who had changed" : `Preview the ${late} who had changed`}
        </Button>
      )}
      <Button variant="primary" onClick={close}>
        Close
      </Button>
    </div>
  );
}
