// What a part of the history shows while it is loaded, or why it is not.
import type { ReactNode } from "react";
import { Notice } from "../../ui/Notice.tsx";
import type { Loaded } from "../../ui/use_load.ts";

interface LoadingProps<Body> {
  loaded: Loaded<Body>;
  children: (body: Body) => ReactNode;
}

export function Loading<Body>({ loaded, children }: LoadingProps<Body>) {
  const { body, busy, error } = loaded;
  if (error) return <Notice kind="error">{error}</Notice>;
  if (body) return <>{children(body)}</>;
  return busy ? <p className="muted">One moment…</p> : null;
}
