// Where a message is written: Enter sends, Shift+Enter begins a new line. The draft belongs to whoever shows it.
import Button from "@cloudscape-design/components/button";
import { useEffect, useLayoutEffect, useRef } from "react";

export const MESSAGE_BYTES_MAX = 4096;

interface ComposerProps {
  draft: string;
  write: (text: string) => void;
  send: (text: string) => void;
  typing?: () => void;
  focus?: boolean;
  /** The box' name, "Message" where nothing else is said. */
  label?: string;
  placeholder?: string;
  /** The button's text; without one it is a mark named "Send". */
  button?: string;
  kind?: "message" | "whisper";
}

export function Composer({ draft, write, send, typing, focus, ...look }: ComposerProps) {
  const { label = "Message", placeholder = "Write a message", button, kind = "message" } = look;
  const box = useRef<HTMLTextAreaElement>(null);
  const text = draft.trim();
  const too_long = text.length > MESSAGE_BYTES_MAX / 4 && new TextEncoder().encode(text).length > MESSAGE_BYTES_MAX;

  useEffect(() => {
    if (focus) box.current?.focus({ preventScroll: true });
  }, [focus]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the box grows with its text
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.blockSize = "auto";
    box.current.style.blockSize = `${Math.min(box.current.scrollHeight + 2, 120)}px`;
  }, [draft]);

  const submit = () => {
    if (!text || too_long) return;
    send(text);
    box.current?.focus();
  };

  return (
    <form
      className={`composer ${kind}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {too_long && <p className="composer-note">This message is too long. Please send it in parts.</p>}
      <textarea
        ref={box}
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        value={draft}
        onChange={(event) => {
          write(event.target.value);
          if (event.target.value) typing?.();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      {button ? (
        <Button formAction="submit" disabled={!text || too_long}>
          {button}
        </Button>
      ) : (
        <Button variant="primary" formAction="submit" disabled={!text || too_long} ariaLabel="Send" iconName="send" />
      )}
    </form>
  );
}
