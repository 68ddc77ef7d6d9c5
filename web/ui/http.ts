// Plain requests to our own server. An answer is always a status and an object, never an exception.

export interface Reply {
  status: number; // 0: no answer
  code: string;
  // biome-ignore lint/suspicious/noExplicitAny: each caller knows the shape it asked for
  body: any;
  retry_after: string | null;
}

export async function ask(method: "GET" | "POST", address: string, body?: unknown): Promise<Reply> {
  try {
    const response = await fetch(address, {
      method,
      cache: "no-store",
      ...(method === "POST"
        ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) }
        : {}),
    });
    const answer = await response.json().catch(() => ({}));
    return {
      status: response.status,
      code: answer?.error?.code ?? "",
      body: answer,
      retry_after: response.headers.get("Retry-After"),
    };
  } catch {
    return { status: 0, code: "", body: {}, retry_after: null };
  }
}
