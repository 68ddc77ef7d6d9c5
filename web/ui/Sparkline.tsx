// A small chart that says in words what it shows.
import { chart_words, line_points } from "../client/board/sparkline.ts";

const WIDTH = 120;
const HEIGHT = 28;

interface SparklineProps {
  what: string;
  values: readonly number[];
  step_ms: number;
  tone: "waiting" | "handled";
}

export function Sparkline({ what, values, step_ms, tone }: SparklineProps) {
  const points = line_points(values, WIDTH, HEIGHT);
  return (
    <svg
      className={`sparkline ${tone}`}
      viewBox={`-1 -2 ${WIDTH + 2} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={chart_words(what, values, step_ms)}
    >
      {values.length > 1 && (
        <>
          <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
          <polyline points={points} vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
