// A first password: drawn by the browser, easy to read out, never kept. Pure but for the chance.

// No letters or digits that are taken for others.
const LETTERS = "abcdefghijkmnpqrstuvwxyz";
const DIGITS = "23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

type Draw = (below: number) => number;

/** Even chances for each number below. */
export function draw(below: number): number {
  const limit = 2 ** 32 - (2 ** 32 % below);
  const box = new Uint32Array(1);
  do crypto.getRandomValues(box);
  while ((box[0] ?? 0) >= limit);
  return (box[0] ?? 0) % below;
}

/** "hkwt-92mx-qpej-T7vd": about 76 bits, with both cases and a digit. */
export function first_password(drawn: Draw = draw): string {
  const all = LETTERS + DIGITS;
  const pick = (from: string) => from.charAt(drawn(from.length));
  const groups = Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, () => pick(all)).join(""));
  const last = `${pick(LETTERS).toUpperCase()}${pick(DIGITS)}${pick(all)}${pick(all)}`;
  return [...groups.slice(0, -1), last].join("-");
}
