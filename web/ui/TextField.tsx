// A line or a few lines of text with their label.
import { type InputHTMLAttributes, useId } from "react";

interface TextFieldProps {
  label: string;
  value: string;
  write: (text: string) => void;
  /** The label is only said; the placeholder is seen. */
  quiet?: boolean;
  placeholder?: string;
  type?: InputHTMLAttributes<HTMLInputElement>["type"];
  rows?: number;
  hint?: string;
  required?: boolean;
}

export function TextField({
  label,
  value,
  write,
  quiet,
  placeholder,
  type = "text",
  rows,
  hint,
  required,
}: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    placeholder,
    required,
    "aria-describedby": hint ? `${id}-hint` : undefined,
    onChange: ({ target }: { target: { value: string } }) => write(target.value),
  };
  return (
    <div className="text-field">
      <label htmlFor={id} className={quiet ? "unseen" : "field-label"}>
        {label}
      </label>
      {rows ? <textarea rows={rows} {...shared} /> : <input type={type} autoComplete="off" {...shared} />}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
