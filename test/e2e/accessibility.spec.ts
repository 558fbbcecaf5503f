import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./support/lab.ts";

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`has no accessibility violation before and after a step, ${scheme}, ${width} px`, async ({ lab, page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await lab.openReady();
      const violations = async () =>
        (await new AxeBuilder({ page }).analyze()).violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          where: nodes.map(({ target }) => target.join(" ")),
        }));
      expect(await violations()).toEqual([]);
      await lab.oneStep();
      expect(await violations()).toEqual([]);
    });
  }
}

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
