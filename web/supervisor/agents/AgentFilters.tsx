// What of the agents is shown, and in which groups.
import type { Board } from "../../client/board/fold.ts";
import type { Choices, Grouping } from "../../client/board/rows.ts";
import type { Activity } from "../../client/board/types.ts";
import { ALL_ACTIVITIES, activity_words } from "../../client/board/words.ts";
import { Choice } from "../../ui/Choice.tsx";
import { TextField } from "../../ui/TextField.tsx";

interface AgentFiltersProps {
  board: Board;
  choices: Choices;
  choose: (change: Partial<Choices>) => void;
}

const named = (list: readonly { id: string; name: string }[]) =>
  list.map(({ id, name }) => ({ value: id, label: name }));

const GROUPS = [
  { value: "", label: "No groups" },
  { value: "group", label: "By team" },
  { value: "profile", label: "By routing profile" },
  { value: "queue", label: "By queue" },
];

export function AgentFilters({ board, choices, choose }: AgentFiltersProps) {
  const statuses = [...board.statuses].sort((a, b) => a.order - b.order);
  return (
    <search className="filters" aria-label="Filter agents">
      <TextField
        quiet
        type="search"
        label="Find agents"
        placeholder="Find by name"
        value={choices.text}
        write={(text) => choose({ text })}
      />
      <Choice
        quiet
        label="Status"
        value={choices.status}
        options={[{ value: "", label: "Any status" }, ...named(statuses)]}
        choose={(status) => choose({ status })}
      />
      <Choice
        quiet
        label="Activity"
        value={choices.activity}
        options={[
          { value: "", label: "Any activity" },
          ...ALL_ACTIVITIES.map((activity) => ({ value: activity, label: activity_words(activity) })),
        ]}
        choose={(activity) => choose({ activity: activity as Activity | "" })}
      />
      <Choice
        quiet
        label="Queue"
        value={choices.queue}
        options={[{ value: "", label: "Any queue" }, ...named(board.queueNames)]}
        choose={(queue) => choose({ queue })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={choices.with_next}
          onChange={(event) => choose({ with_next: event.target.checked })}
        />
        With next status
      </label>
      <Choice
        quiet
        label="Group"
        value={choices.group}
        options={GROUPS}
        choose={(group) => choose({ group: group as Grouping })}
      />
    </search>
  );
}
