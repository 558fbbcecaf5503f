import { expect, test } from "./support/lab.ts";

test("opens an aha beside the base model's answers to the same question, by mouse and by keyboard", async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.openReady({ settings: lab.backend.aha });
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

  await timeline.getByRole("slider", { name: "Aha moments by step" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(timeline.getByRole("heading", { name: /^Trained, step \d+$/ })).toBeVisible();
});
