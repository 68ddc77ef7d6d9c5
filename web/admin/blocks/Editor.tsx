// The form beside a list: making something or changing it. It keeps what is typed, guards it, asks the section to save it and shows a
// refusal beside the field it speaks of. It must not know what is edited.
import Button from "@cloudscape-design/components/button";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Notice } from "../../ui/Notice.tsx";
import { useAdmin } from "../context.ts";
import { go, useUnsaved } from "../guard.ts";
import { field_of, words_of } from "../refusal.ts";
import { TextField } from "./fields.tsx";
import { type Errors, type Form, same } from "./form.ts";

interface EditorProps<T> {
  title: string;
  lead?: ReactNode;
  start: T;
  check?: (value: T) => Errors<T>;
  /** What the server calls a field: for the place of its refusals. */
  members?: Partial<Record<keyof T & string, readonly string[]>>;
  /** Answers what is told afterwards. */
  save: (value: T, why: { why?: string }) => Promise<string>;
  saved?: () => Promise<void>;
  back: string;
  save_label?: string;
  /** May a reason be given for the audit? */
  asks_why?: boolean;
  /** What else can be done with it: below the form. */
  more?: ReactNode;
  children: (form: Form<T>) => ReactNode;
}

export function Editor<T>(props: EditorProps<T>) {
  const { title, lead, start, check, members = {}, save, saved, back, save_label = "Save", asks_why, more } = props;
  const { flash } = useAdmin();
  const [first] = useState(start);
  const [value, set_value] = useState(start);
  const [why, set_why] = useState("");
  const [errors, set_errors] = useState<Errors<T>>({});
  const [refused, set_refused] = useState("");
  const [busy, set_busy] = useState(false);
  const box = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useUnsaved(!same(first, value));
  useEffect(() => heading.current?.focus(), []);

  const put = (part: Partial<T>) => {
    set_value((now) => ({ ...now, ...part }));
    set_errors((now) => {
      const rest = { ...now };
      for (const name of Object.keys(part)) delete rest[name as keyof T & string];
      return rest;
    });
  };
  const show = (found: Errors<T>, sentence: string) => {
    set_errors(found);
    set_refused(sentence);
    const wrong = "[aria-invalid='true'], .group:has(.field-error) input, .refusal";
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(wrong)?.focus());
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    const found = check?.(value) ?? {};
    if (Object.keys(found).length) return show(found, "");
    set_busy(true);
    try {
      const told = await save(value, why.trim() ? { why: why.trim() } : {});
      await saved?.();
      flash(told);
      go(back);
    } catch (error) {
      const sentence = words_of(error);
      const field = field_of(sentence, members);
      if (field) show({ [field]: sentence } as Errors<T>, "");
      else show({}, sentence);
    }
    set_busy(false);
  };

  return (
    <section className="drawer" aria-labelledby="drawer-title" ref={box}>
      <h2 id="drawer-title" tabIndex={-1} ref={heading}>
        {title}
      </h2>
      {lead && <p className="muted">{lead}</p>}
      <form onSubmit={submit} noValidate className="drawer-form">
        {props.children({ value, put, errors })}
        {asks_why && (
          <TextField
            form={{ value: { why }, put: (part) => set_why(part.why ?? ""), errors: {} }}
            name="why"
            label="Why"
            hint="Is shown in the audit."
            optional
          />
        )}
        {refused && (
          <div className="refusal" tabIndex={-1}>
            <Notice kind="error">{refused}</Notice>
          </div>
        )}
        <div className="drawer-buttons">
          <Button variant="primary" loading={busy} loadingText="Saving">
            {save_label}
          </Button>
          <Button formAction="none" href={back}>
            Cancel
          </Button>
        </div>
      </form>
      {more && <div className="drawer-more">{more}</div>}
    </section>
  );
}
