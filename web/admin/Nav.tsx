// The list of sections: always there beside the content, in a small frame behind a button.
import Icon from "@cloudscape-design/components/icon";
import { useEffect, useState } from "react";
import { GROUPS, section_of } from "./sections.ts";

export function Nav({ current }: { current: string }) {
  const [open, set_open] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chosen section closes the list
  useEffect(() => set_open(false), [current]);
  return (
    <nav
      aria-label="Sections"
      className={open ? "admin-nav open" : "admin-nav"}
      onKeyDown={({ key }) => key === "Escape" && set_open(false)}
    >
      <button type="button" className="nav-toggle" aria-expanded={open} onClick={() => set_open(!open)}>
        <Icon name="menu" /> {section_of(current)?.label ?? "Sections"}
        <span className="unseen">: choose a section</span>
      </button>
      <div className="nav-groups">
        {GROUPS.map(({ label, sections }) => (
          <div key={label} className="nav-group">
            <h2>{label}</h2>
            <ul>
              {sections.map((section) => (
                <li key={section.place}>
                  <a href={`#/${section.place}`} aria-current={section.place === current ? "page" : undefined}>
                    {section.label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
