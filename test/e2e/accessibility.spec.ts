import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/lab.ts";

/** Everything that axe objects to, minor matters included. */
async function violations(page: Page, ...exceptions: string[]) {
  const { violations: found } = await new AxeBuilder({ page }).disableRules(exceptions).analyze();
  return found.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ target }) => target.join(" ")) }));
}

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe objects to nothing before and after a step, ${scheme}, ${width} px`, async ({ lab, page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await lab.openReady();
      expect(await violations(page)).toEqual([]);
      await lab.oneStep();
      expect(await violations(page)).toEqual([]);
    });
  }

  test(`axe objects to nothing in what opens, ${scheme}`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await lab.openReady({ settings: lab.backend.aha });
    await lab.oneStep();
    await page.getByRole("button", { name: "Open the first" }).click();
    await expect(page.getByRole("group", { name: /^The base model, try 1/ })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    for (const name of ["Share", "Keyboard shortcuts", /^Computes on: /, /Where a step's time goes$/]) {
      await page.getByRole("button", { name }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      // What floats above the page hangs at the end of the document, outside its landmarks.
      expect(await violations(page, "region")).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
  });
}

test("a run is handled by keyboard alone", async ({ lab, page }) => {
  await lab.openReady();
  await page.keyboard.press("Tab");
  await expect(lab.button("Train")).toBeFocused();
  await page.keyboard.press("Enter");
  await lab.expectStepAtLeast(1);
  await expect(lab.button("Pause")).toBeFocused();
  await page.keyboard.press("Enter");
  await lab.expectStatus("paused");
  await expect(lab.button("Train")).toBeFocused();
});

test("fits a phone", async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await lab.openReady();
  await lab.oneStep();
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(client);
});
