// A running time by the server's clock, for parts of the open board.
import { Timer } from "../../ui/Timer.tsx";
import { useView } from "../context.ts";

export function Since({ at, className }: { at: number | null; className?: string }) {
  const { skew_ms } = useView();
  return at === null ? <span className={className}>–</span> : <Timer since={at} skew={skew_ms} className={className} />;
}
