import { expect, test } from "./support/lab.ts";

test("trains step after step and shows the answers of the latest group", async ({ lab, page }) => {
  await lab.openReady();
  await lab.button("Train").click();
  await lab.expectStepAtLeast(2);
  await lab.button("Pause").click();
  await lab.expectStatus("paused");
  const group = page.getByRole("region", { name: "One question and its answers" });
  await expect(group.getByRole("heading", { level: 2 })).toHaveText(
    new RegExp(`^Step ${await lab.step()}, question 1 of `),
  );
});

test("pauses inside a step, stays there, and finishes that step on going on", async ({ lab, page }) => {
  await lab.openReady({ settings: lab.backend.slow });
  await lab.button("Train").click();
  const progress = page.locator(".progress-words");
  await expect(progress).toHaveText(/^step 1: /, { timeout: 60_000 });
  await lab.button("Pause").click();
  await lab.expectStatus("paused");
  expect(await lab.step()).toBe(0);
  await page.waitForTimeout(2_000);
  expect(await lab.step()).toBe(0);
  await lab.button("Train").click();
  await lab.expectStepAtLeast(1);
  await lab.button("Pause").click();
});

test("makes exactly one step at a time", async ({ lab, page }) => {
  await lab.openReady();
  await lab.oneStep();
  await page.waitForTimeout(1_000);
  expect(await lab.step()).toBe(1);
  await lab.oneStep();
  expect(await lab.step()).toBe(2);
});
