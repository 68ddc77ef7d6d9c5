// A page in every size and colour scheme it is made for: nothing sticks out of the frame, and axe finds nothing.
import { expect, type Page } from "@playwright/test";
import { expect_no_violations } from "./axe.ts";

export const SMALL = { width: 320, height: 460 };
export const WIDE = { width: 1280, height: 800 };

/** The rules that a size or a colour scheme can break. They take axe a second a look, so `make test` leaves them to the sweep (`tools/web sweep`, part of `.ci/run`). */
const RULES_OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"];
const SWEEP = process.env.NEXTUP_SWEEP === "1";

/** All rules as the page stands, and in each other look what that look can break. Leaves the page as it was. */
export async function expect_fine_in_every_look(page: Page): Promise<void> {
  const before = page.viewportSize() ?? SMALL;
  await expect_no_violations(page);
  for (const viewport of [SMALL, WIDE])
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      if (SWEEP) await expect_no_violations(page, RULES_OF_LOOKS);
      const sticks_out = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sticks_out, "the page is wider than its frame").toBeLessThanOrEqual(0);
    }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
}
