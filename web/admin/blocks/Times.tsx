// Opening times: stretches of a day, and of a whole week. It must not know what opens.
import Button from "@cloudscape-design/components/button";
import { DAY_WORDS, day_error, OPEN_WEEK, type Stretch, type Week, WORKING_WEEK } from "../week.ts";
import { Group } from "./fields.tsx";

const NEW_STRETCH: Stretch = { from: "09:00", to: "17:00" };

interface StretchesProps {
  of: string; // "Monday"
  stretches: readonly Stretch[];
  change: (stretches: readonly Stretch[]) => void;
}

export function Stretches({ of, stretches, change }: StretchesProps) {
  const error = day_error(stretches);
  const put = (place: number, part: Partial<Stretch>) =>
    change(stretches.map((stretch, other) => (other === place ? { ...stretch, ...part } : stretch)));
  const time = (place: number, stretch: Stretch, end: keyof Stretch) => (
    <input
      type="time"
      className="time"
      required
      aria-label={`${of}, ${end === "from" ? "opens" : "closes"}${place ? `, ${place + 1}` : ""}`}
      aria-invalid={error ? true : undefined}
      value={stretch[end]}
      onChange={({ target }) => put(place, { [end]: target.value })}
    />
  );
  return (
    <div className="stretches">
      {stretches.length === 0 && <span className="muted">Closed</span>}
      {stretches.map((stretch, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stretch has nothing else of its own
        <span key={place} className="stretch">
          {time(place, stretch, "from")}
          <span aria-hidden="true">–</span>
          {time(place, stretch, "to")}
          <Button
            variant="icon"
            formAction="none"
            iconName="close"
            ariaLabel={`Remove ${of} ${stretch.from} to ${stretch.to}`}
            onClick={() => change(stretches.filter((_, other) => other !== place))}
          />
        </span>
      ))}
      {error && <span className="field-error">{error}</span>}
      <Button
        variant="inline-link"
        formAction="none"
        ariaLabel={`Add times on ${of}`}
        onClick={() => change([...stretches, NEW_STRETCH])}
      >
        Add times
      </Button>
    </div>
  );
}

interface WeekFieldProps {
  label: string;
  hint?: string;
  week: Week;
  change: (week: Week) => void;
  error?: string | undefined;
}

export function WeekField({ label, hint, week, change, error }: WeekFieldProps) {
  const put = (day: number, stretches: readonly Stretch[]) =>
    change(week.map((present, other) => (other === day ? stretches : present)));
  const like_monday = week.map((day, number) => (number > 0 && number < 5 ? (week[0] ?? []) : day));
  const quick = [
    { label: "Mon–Fri 9 to 5", week: WORKING_WEEK },
    { label: "Always open", week: OPEN_WEEK },
    { label: "Weekdays as Monday", week: like_monday },
  ];
  return (
    <Group label={label} hint={hint} error={error}>
      <div className="buttons">
        {quick.map((choice) => (
          <Button key={choice.label} variant="inline-link" formAction="none" onClick={() => change(choice.week)}>
            {choice.label}
          </Button>
        ))}
      </div>
      <div className="week">
        {DAY_WORDS.map((name, day) => (
          <div key={name} className="week-day">
            <span className="week-name">{name}</span>
            <Stretches of={name} stretches={week[day] ?? []} change={(stretches) => put(day, stretches)} />
          </div>
        ))}
      </div>
    </Group>
  );
}
