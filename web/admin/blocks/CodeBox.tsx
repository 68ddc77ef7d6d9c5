// A plain text box for code with line numbers, in which a line can be shown. It must not know the language.
import { type Ref, useImperativeHandle, useRef } from "react";

export interface CodeBoxRef {
  show_line: (line: number) => void;
}

interface CodeBoxProps {
  label: string;
  text: string;
  write?: (text: string) => void;
  /** Lines that something is found in. */
  marked?: readonly number[];
  ref?: Ref<CodeBoxRef>;
}

const LINE_PIXELS = 19;
const LINES_ABOVE = 4;

export function CodeBox({ label, text, write, marked = [], ref }: CodeBoxProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = text.split("\n");
  useImperativeHandle(ref, () => ({
    show_line(line) {
      const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
      const area = box.current;
      if (!area) return;
      area.focus();
      area.setSelectionRange(before, before + (lines[line - 1]?.length ?? 0));
      area.scrollTop = Math.max(0, line - LINES_ABOVE) * LINE_PIXELS;
      area.scrollLeft = 0;
    },
  }));
  const follow = () => {
    if (gutter.current && box.current) gutter.current.scrollTop = box.current.scrollTop;
  };
  return (
    <div className="code">
      <div className="code-gutter" aria-hidden="true" ref={gutter}>
        {lines.map((_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={place} className={marked.includes(place + 1) ? "marked" : undefined}>
            {place + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={box}
        className="code-text"
        aria-label={label}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        readOnly={!write}
        value={text}
        onChange={({ target }) => write?.(target.value)}
        onScroll={follow}
      />
    </div>
  );
}
