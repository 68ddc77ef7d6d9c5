// What the server said instead of doing what was asked, and which field of a form it speaks of. It must not ask anything.

export class Refusal extends Error {
  constructor(
    readonly status: number, // 0: no answer
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const BY_STATUS: Record<number, string> = {
  0: "The server does not answer. Nothing is known about what you asked for; look again before you repeat it.",
  401: "You have been signed out.",
  403: "Only administrators may do this.",
  503: "The server is busy or is being started again. Please try again in a moment.",
};

function sentence_of(body: unknown): { code: string; message: string } {
  const answer = (body ?? {}) as Record<string, unknown>;
  const error = answer.error;
  if (typeof error === "string") return { code: "", message: error };
  if (error && typeof error === "object") {
    const { code, message } = error as { code?: string; message?: string };
    return { code: code ?? "", message: message ?? "" };
  }
  const message = answer.message ?? answer.Message;
  return { code: String(answer.__type ?? answer.Type ?? ""), message: typeof message === "string" ? message : "" };
}

/** Of an answer that is none: the shapes of the pages' own line, of an operator's request and of the Amazon Connect API. */
export function refusal_of(status: number, body: unknown): Refusal {
  const { code, message } = sentence_of(body);
  return new Refusal(status, code, message || BY_STATUS[status] || `The server refused it (${status}).`);
}

export function words_of(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  return "Something went wrong on this page. Nothing more is known.";
}

/** The field a sentence speaks of: the one whose member is named first in it. `members`: field -> names the server may call it by. */
export function field_of<Field extends string>(
  message: string,
  members: Partial<Record<Field, readonly string[]>>,
): Field | null {
  let best: { field: Field; place: number; length: number } | null = null;
  for (const [field, names] of Object.entries(members) as [Field, readonly string[]][])
    for (const name of names) {
      const place = message.search(new RegExp(`\\b${name.replace(/[^\w ]/g, "\\$&")}\\b`));
      if (place < 0) continue;
      if (!best || place < best.place || (place === best.place && name.length > best.length))
        best = { field, place, length: name.length };
    }
  return best?.field ?? null;
}
