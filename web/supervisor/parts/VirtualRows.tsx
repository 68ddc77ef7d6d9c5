// The rows of a long table of which only those in sight are drawn. It must not know what a row is about.
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { tops_of, window_of } from "../../client/board/virtual.ts";

const AROUND = 6; // rows beyond the edge, so that a fast hand sees no gap

interface VirtualRowsProps<Item> {
  /** The table's accessible name. */
  label: string;
  className: string;
  items: readonly Item[];
  height_of: (item: Item) => number;
  key_of: (item: Item) => string;
  /** The column heads, a row of its own that stays in sight. */
  head: ReactNode;
  /** `at` counts from 0. */
  row: (item: Item, at: number) => ReactNode;
  empty: ReactNode;
}

export function VirtualRows<Item>({
  label,
  className,
  items,
  height_of,
  key_of,
  head,
  row,
  empty,
}: VirtualRowsProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, set_seen] = useState({ scrolled: 0, height: 800 });
  const tops = useMemo(() => tops_of(items.map(height_of)), [items, height_of]);

  const look = useCallback(() => {
    const { current } = box;
    if (!current) return;
    const { scrollTop: scrolled, clientHeight: height } = current;
    set_seen((known) => (known.scrolled === scrolled && known.height === height ? known : { scrolled, height }));
  }, []);

  useEffect(() => {
    look();
    const { current } = box;
    if (!current) return undefined;
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [look]);

  const { first, end } = window_of(tops, seen.scrolled, seen.height, AROUND);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a real table cannot leave out the rows that are not in sight
    <div
      ref={box}
      className={`virtual ${className}`}
      role="table"
      aria-label={label}
      aria-rowcount={items.length + 1}
      tabIndex={0}
      onScroll={look}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" className="virtual-head">
        {head}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" className="virtual-body" style={{ blockSize: tops.at(-1) ?? 0 }}>
        {items.slice(first, end).map((item, index) => (
          <div
            key={key_of(item)}
            role="presentation"
            className="virtual-row"
            style={{ transform: `translateY(${tops[first + index]}px)`, blockSize: height_of(item) }}
          >
            {row(item, first + index)}
          </div>
        ))}
      </div>
      {items.length === 0 && <p className="virtual-empty">{empty}</p>}
    </div>
  );
}
