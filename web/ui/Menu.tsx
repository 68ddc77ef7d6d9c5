// A button that opens a menu of menuitems: arrow keys, Home, End, first letters, Escape. It stays inside small frames.
import Icon from "@cloudscape-design/components/icon";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

export interface MenuItem {
  id: string;
  /** The whole accessible name. */
  name: string;
  /** Drawn beside the name, described to screen readers. */
  hint?: string;
  mark?: ReactNode;
  /** Sets a group apart from the one above. */
  group?: boolean;
  disabled?: boolean;
  choose: () => void;
}

interface MenuProps {
  /** The accessible name; `children` is what is seen. */
  name: string;
  items: readonly MenuItem[];
  children: ReactNode;
  className?: string;
  align?: "start" | "end";
  empty?: string;
  caret?: boolean;
  busy?: boolean;
  /** Why the menu cannot be opened now. */
  off?: string;
}

export function Menu({ name, items, children, className = "", align = "start", empty, caret, busy, off }: MenuProps) {
  const [open, set_open] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return undefined;
    focus_item(list.current, 0);
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button.current?.contains(target)) set_open(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    set_open(false);
    button.current?.focus();
  };

  const key = (event: KeyboardEvent) => {
    const at = items_of(list.current).indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") close();
    else if (event.key === "Tab") return set_open(false);
    else if (event.key === "ArrowDown") focus_item(list.current, at + 1);
    else if (event.key === "ArrowUp") focus_item(list.current, at - 1);
    else if (event.key === "Home") focus_item(list.current, 0);
    else if (event.key === "End") focus_item(list.current, -1);
    else if (event.key.length === 1 && event.key !== " ") focus_letter(list.current, event.key, at);
    else return undefined;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={`menu-place ${className}`}>
      <button
        ref={button}
        type="button"
        className="menu-button"
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-busy={busy || undefined}
        aria-disabled={off ? true : undefined}
        aria-description={off}
        title={off}
        onClick={() => set_open(!open && !off)}
        onKeyDown={(event) => {
          if (off) return;
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          set_open(true);
        }}
      >
        {children}
        {caret && <Icon name={open ? "angle-up" : "angle-down"} size="small" />}
      </button>
      {open && (
        <div ref={list} id={id} role="menu" tabIndex={-1} aria-label={name} className={`menu ${align}`} onKeyDown={key}>
          {items.length === 0 && (
            <div role="menuitem" aria-disabled="true" tabIndex={-1} className="menu-empty">
              {empty}
            </div>
          )}
          {items.map((item) => (
            <div
              key={item.id}
              role="menuitem"
              tabIndex={-1}
              aria-label={item.name}
              aria-description={item.hint}
              aria-disabled={item.disabled || undefined}
              className={item.group ? "menu-item group" : "menu-item"}
              onClick={() => {
                if (item.disabled) return;
                close();
                item.choose();
              }}
              onKeyDown={(event) => {
                if (event.key === "Enter" || event.key === " ") {
                  event.preventDefault();
                  event.currentTarget.click();
                }
              }}
            >
              <span className="menu-mark">{item.mark}</span>
              <span className="menu-text">
                <span>{item.name}</span>
                {item.hint && <span className="menu-hint" data-hint={item.hint} />}
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function items_of(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

function focus_item(list: HTMLElement | null, index: number): void {
  const items = items_of(list);
  items.at(items.length === 0 ? 0 : index % items.length)?.focus();
}

function focus_letter(list: HTMLElement | null, letter: string, at: number): void {
  const items = items_of(list);
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  after.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()))?.focus();
}
