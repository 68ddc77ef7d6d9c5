// What is shown until the server has said something; after a moment also in words.
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useState } from "react";

const WORDS_AFTER_MS = 3_000;

export function Waiting() {
  const [late, set_late] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => set_late(true), WORDS_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <main className="card-page" aria-label="Loading">
      <div className="waiting" aria-live="polite">
        <Spinner size="large" />
        {late && <p>The server does not answer yet. Trying again…</p>}
      </div>
    </main>
  );
}
