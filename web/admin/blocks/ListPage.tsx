// A section's page: its heading, its table, and the form that stands beside it while something of it is open. It must not know what the rows are.
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Notice } from "../../ui/Notice.tsx";
import type { Loaded } from "../use_async.ts";
import { type Column, Table } from "./Table.tsx";

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  drawer?: ReactNode;
}

/** The frame of every section. */
export function Page({ title, lead, actions, children, drawer }: PageProps) {
  return (
    <div className={drawer ? "section with-drawer" : "section"}>
      <div className="section-main">
        <div className="section-head">
          <div className="section-words">
            <h1 tabIndex={-1}>{title}</h1>
            {lead && <p className="muted">{lead}</p>}
          </div>
          {actions && <div className="section-actions">{actions}</div>}
        </div>
        {children}
      </div>
      {drawer}
    </div>
  );
}

/** What is loaded, or why it is not. */
export function Ready<T>({ loaded, children }: { loaded: Loaded<T>; children: (value: T) => ReactNode }) {
  if (loaded.error)
    return (
      <div className="stack">
        <Notice kind="error">{loaded.error}</Notice>
        <div>
          <Button onClick={() => void loaded.reload()}>Try again</Button>
        </div>
        {loaded.value !== null && children(loaded.value)}
      </div>
    );
  if (loaded.value === null) return <p className="muted">Loading…</p>;
  return children(loaded.value);
}

interface ListPageProps<Row> {
  title: string;
  lead?: ReactNode;
  create?: { label: string; href: string } | undefined;
  actions?: ReactNode;
  loaded: Loaded<unknown>;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  id_of: (row: Row) => string;
  href?: (row: Row) => string;
  /** Which row's form is open. */
  open: string | null;
  /** What a row is searched by; without it there is no search. */
  words?: (row: Row) => string;
  empty: { title: string; text: ReactNode };
  drawer?: ReactNode;
  before?: ReactNode;
}

export function ListPage<Row>(props: ListPageProps<Row>) {
  const { title, lead, create, actions, loaded, rows, columns, id_of, href, open, words, empty, drawer, before } =
    props;
  const [text, set_text] = useState("");
  useFocusBack(open);
  const wanted = text.trim().toLowerCase();
  const shown = words && wanted ? rows.filter((row) => words(row).toLowerCase().includes(wanted)) : rows;
  const buttons = (
    <>
      {actions}
      {create && (
        <Button variant="primary" href={create.href}>
          {create.label}
        </Button>
      )}
    </>
  );
  return (
    <Page title={title} lead={lead} actions={buttons} drawer={drawer}>
      <Ready loaded={loaded}>
        {() => (
          <>
            {before}
            {words && rows.length > 8 && (
              <input
                type="search"
                className="search"
                aria-label={`Search ${title.toLowerCase()}`}
                placeholder="Search"
                value={text}
                onChange={({ target }) => set_text(target.value)}
              />
            )}
            {rows.length === 0 && (
              <div className="empty-list">
                <h2>{empty.title}</h2>
                <p className="muted">{empty.text}</p>
              </div>
            )}
            {rows.length > 0 && shown.length === 0 && <p className="muted">Nothing here is called so.</p>}
            {shown.length > 0 && (
              <Table
                label={title}
                rows={shown}
                columns={columns}
                id_of={id_of}
                open={open}
                {...(href ? { href } : {})}
              />
            )}
          </>
        )}
      </Ready>
    </Page>
  );
}

/** When a form is closed, the keyboard goes on at its row. */
function useFocusBack(open: string | null): void {
  const last = useRef(open);
  useEffect(() => {
    const closed = last.current;
    last.current = open;
    if (closed === null || open !== null) return;
    const row = document.getElementById(`row-${closed}`);
    (row ?? document.querySelector<HTMLElement>("h1"))?.focus();
  }, [open]);
}
