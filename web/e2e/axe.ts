// Asks axe-core whether a page can be used by everybody; says what is wrong in a line each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** `rules`: only these; all without. */
export async function expect_no_violations(page: Page, rules?: string[]): Promise<void> {
  // By the debugger, as the page's own policy does not allow it; once for a page, as it costs as much as asking does.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (only) => {
    const axe = (window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }).axe;
    return (await axe.run(only ? { runOnly: only, resultTypes: ["violations"] } : { resultTypes: ["violations"] }))
      .violations;
  }, rules);
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`),
  );
  expect(lines).toEqual([]);
}
