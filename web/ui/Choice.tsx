// One of several values, with its label: the browser's own list, which every keyboard, screen reader and small frame knows.
import { useId } from "react";

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  choose: (value: string) => void;
  /** The label is only said. */
  quiet?: boolean;
  disabled?: boolean;
}

export function Choice({ label, value, options, choose, quiet, disabled }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice">
      <label htmlFor={id} className={quiet ? "unseen" : "field-label"}>
        {label}
      </label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => choose(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
