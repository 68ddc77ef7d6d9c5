// Names and values as a list; an address of the web becomes a link.

/** Names that our own pages give. */
const NAMES: Record<string, string> = { text: "What it is about", reply: "Reply to" };
const WEB = /^https?:\/\//i;

function text_of(value: unknown): string {
  if (typeof value === "string") return value;
  if (value && typeof value === "object" && "value" in value) return text_of(value.value);
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

export function Facts({ title, facts }: { title: string; facts: Record<string, unknown> }) {
  const entries = Object.entries(facts);
  if (entries.length === 0) return null;
  return (
    <div className="facts">
      <h3>{title}</h3>
      <dl>
        {entries.map(([name, value]) => {
          const text = text_of(value);
          return (
            <div key={name}>
              <dt>{NAMES[name] ?? name}</dt>
              <dd>
                {WEB.test(text) ? (
                  <a href={text} target="_blank" rel="noreferrer noopener">
                    {text}
                  </a>
                ) : (
                  text
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
