// The fields of a form: each with its label, its hint and what is wrong with it. They must not know what they are for.
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useId } from "react";
import { CHANNEL_WORDS, CHANNELS, type Channel, type PerChannel } from "../channels.ts";
import type { FieldsOf, Form } from "./form.ts";

interface FieldProps<T, V> {
  form: Form<T>;
  name: FieldsOf<T, V>;
  label: string;
  hint?: ReactNode;
  disabled?: boolean;
}

interface TextProps<T> extends FieldProps<T, string> {
  rows?: number;
  type?: InputProps.Type;
  placeholder?: string;
  optional?: boolean;
}

const label_of = (label: string, optional?: boolean) => (optional ? `${label} (optional)` : label);

export function TextField<T>({ form, name, label, hint, disabled, rows, type, placeholder, optional }: TextProps<T>) {
  const shared = {
    value: form.value[name] as string,
    onChange: ({ detail }: { detail: { value: string } }) => form.put({ [name]: detail.value } as Partial<T>),
    disabled: disabled ?? false,
    ...(placeholder ? { placeholder } : {}),
  };
  return (
    <FormField label={label_of(label, optional)} constraintText={hint} errorText={form.errors[name] ?? ""}>
      {rows ? (
        <Textarea {...shared} rows={rows} />
      ) : (
        <Input
          {...shared}
          autoComplete={false}
          {...(type ? { type } : {})}
          {...(type === "number" ? { inputMode: "numeric" as const } : {})}
        />
      )}
    </FormField>
  );
}

export interface Option {
  value: string;
  label: string;
}

interface ChoiceProps<T> extends FieldProps<T, string> {
  options: readonly Option[];
}

/** The browser's own list: every keyboard, screen reader and small frame knows it. */
export function ChoiceField<T>({ form, name, label, hint, disabled, options }: ChoiceProps<T>) {
  const id = useId();
  const error = form.errors[name];
  return (
    <FormField label={label} constraintText={hint} errorText={error ?? ""} controlId={id}>
      <select
        id={id}
        className="select"
        value={form.value[name] as string}
        disabled={disabled}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : hint ? `${id}-constraint` : undefined}
        onChange={({ target }) => form.put({ [name]: target.value } as Partial<T>)}
      >
        {options.map(({ value, label: words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </FormField>
  );
}

export function CheckField<T>({ form, name, label, hint, disabled }: FieldProps<T, boolean>) {
  return (
    <Checkbox
      checked={form.value[name] as boolean}
      description={hint}
      disabled={disabled ?? false}
      onChange={({ detail }) => form.put({ [name]: detail.checked } as Partial<T>)}
    >
      {label}
    </Checkbox>
  );
}

interface ChecksProps<T> extends FieldProps<T, string[]> {
  options: readonly Option[];
  none: string; // what is said where there is nothing to choose
}

/** Any number of several things. */
export function ChecksField<T>({ form, name, label, hint, disabled, options, none }: ChecksProps<T>) {
  const chosen = form.value[name] as string[];
  const set = (value: string, on: boolean) =>
    form.put({ [name]: on ? [...chosen, value] : chosen.filter((other) => other !== value) } as Partial<T>);
  return (
    <Group label={label} hint={hint} error={form.errors[name]}>
      {options.length === 0 && <p className="muted">{none}</p>}
      <div className="checks">
        {options.map(({ value, label: words }) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            disabled={disabled ?? false}
            onChange={({ detail }) => set(value, detail.checked)}
          >
            {words}
          </Checkbox>
        ))}
      </div>
    </Group>
  );
}

interface GroupProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}

/** Several controls under one label. */
export function Group({ label, hint, error, children }: GroupProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <fieldset className="group" aria-describedby={described || undefined}>
      <legend>{label}</legend>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface ChannelsProps<T> extends FieldProps<T, PerChannel> {
  unit?: string;
  placeholder?: string;
  channels?: readonly Channel[];
}

/** A number for each channel. */
export function ChannelsField<T>({
  form,
  name,
  label,
  hint,
  unit,
  placeholder,
  channels = CHANNELS,
}: ChannelsProps<T>) {
  const value = form.value[name] as PerChannel;
  return (
    <Group label={label} hint={hint} error={form.errors[name]}>
      <div className="channel-row">
        {channels.map((channel) => (
          <FormField key={channel} label={unit ? `${CHANNEL_WORDS[channel]}, ${unit}` : CHANNEL_WORDS[channel]}>
            <Input
              value={value[channel]}
              inputMode="numeric"
              autoComplete={false}
              ariaLabel={`${label}: ${CHANNEL_WORDS[channel]}`}
              {...(placeholder ? { placeholder } : {})}
              onChange={({ detail }) => form.put({ [name]: { ...value, [channel]: detail.value } } as Partial<T>)}
            />
          </FormField>
        ))}
      </div>
    </Group>
  );
}
