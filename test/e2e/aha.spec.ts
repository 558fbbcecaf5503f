import { expect, test } from "./support/lab.ts";

test("opens an aha beside the base model's answers to the same question", async ({ lab, page }) => {
  test.slow();
  const settings = { prompts: "16", groupSize: "16", countdown3: "0", countdown4: "0", equation: "1" };
  await lab.openReady({ settings });
  await lab.button("Train").click();
  const timeline = page.getByRole("region", { name: /aha/i });
  const open = timeline.getByRole("button", { name: "Open the first" });
  await open.waitFor({ timeout: 240_000 });
  await lab.button("Pause").click();
  await lab.expectStatus("paused");
  await open.click();

  await expect(timeline.getByRole("heading", { name: /^Trained, step \d+$/ })).toBeVisible();
  await expect(timeline.getByRole("group", { name: /^Trained model, step \d+/ })).toContainText(/\S/);
  await expect(timeline.getByRole("heading", { name: "Why this counts" })).toBeVisible();
  await expect(timeline.getByRole("group", { name: /^The base model, try 1/ })).toContainText(/\S/, {
    timeout: 60_000,
  });
  await timeline.getByRole("button", { name: "Next try" }).click();
  await expect(timeline.getByRole("group", { name: /^The base model, try 2/ })).toBeVisible();
  await timeline.getByRole("button", { name: "Close" }).click();
  await expect(open).toBeVisible();
});

test("opens an aha by keyboard", async ({ lab, page }) => {
  test.slow();
  await lab.openReady({
    settings: { prompts: "16", groupSize: "16", countdown3: "0", countdown4: "0", equation: "1" },
  });
  await lab.button("Train").click();
  const marks = page.getByRole("slider", { name: "Aha moments by step" });
  await marks.waitFor({ timeout: 240_000 });
  await lab.button("Pause").click();
  await lab.expectStatus("paused");
  await marks.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^Trained, step \d+$/ })).toBeVisible();
});
