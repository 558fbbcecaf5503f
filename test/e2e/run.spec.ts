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

test("shows where a step's time goes", async ({ lab, page }) => {
  await lab.openReady();
  const speed = page.getByRole("button", { name: /tokens per second\. Where a step's time goes$/ });
  await expect(speed).toHaveCount(0);
  await lab.oneStep();
  await speed.hover();
  const parts = page.getByRole("tooltip").getByRole("listitem");
  await expect(parts.filter({ hasText: /^decode\d/ })).toHaveText(/^decode[\d.]+ m?s\d+ %$/);
  await speed.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Where a step's time goes" });
  for (const part of ["decode", "forward", "backward", "optimiser"]) await expect(dialog).toContainText(part);
});

test("goes on with plain kernels only, and the address says so", async ({ lab, page }) => {
  await lab.openReady();
  await lab.oneStep();
  await page.getByRole("button", { name: /^Computes on: / }).click();
  // The switch itself is hidden behind its picture.
  await page.getByRole("dialog").getByText("Only plain kernels", { exact: true }).click();
  await expect(page).toHaveURL(/[?&]variants=none#/);
  await page.keyboard.press("Escape");
  await lab.expectStatus("paused");
  await lab.expectStep(1);
  await lab.oneStep();
  expect(await lab.step()).toBe(2);
});
