import type { Page } from "@playwright/test";
import { expect, test, type LabPage } from "./support/lab.ts";

/** The group on screen in full: question, answers, rewards, advantages. Two runs that agree in it have sampled and learned the same. */
async function groupText(lab: LabPage): Promise<string> {
  const group = lab.page.getByRole("region", { name: "One question and its answers" });
  // the group is drawn when there is time, a moment after the step is counted
  await expect(group).toContainText(`Step ${await lab.step()}, question`);
  return group.innerText();
}

/** Step of the run that was written last to the browser's storage. Writing ends a moment after the page says "paused". */
function storedStep(page: Page): Promise<number | undefined> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error));
      });
    const database = await settled(indexedDB.open("aha-lab"));
    const runs: { savedAt: number; saved: { step: number } }[] = await settled(
      database.transaction("runs").objectStore("runs").index("savedAt").getAll(),
    );
    database.close();
    return runs.at(-1)?.saved.step;
  });
}

test("restarts with the same seed to the same answers, with a new seed to others", async ({ lab }) => {
  await lab.openReady();
  await lab.oneStep();
  await lab.oneStep();
  const first = await groupText(lab);
  await lab.button("Restart").click();
  await lab.expectStatus("ready");
  expect(await lab.step()).toBe(0);
  await lab.oneStep();
  await lab.oneStep();
  expect(await groupText(lab)).toBe(first);

  await lab.button("New seed").click();
  await lab.expectStatus("ready");
  await lab.oneStep();
  await lab.oneStep();
  expect(await groupText(lab)).not.toBe(first);
});

test("offers a saved run after a reload, and it goes on as if nothing had happened", async ({ lab, page }) => {
  await lab.openReady();
  for (let step = 0; step < 3; step++) await lab.oneStep();
  const uninterrupted = await groupText(lab);

  await lab.button("Restart").click();
  await lab.expectStatus("ready");
  await lab.oneStep();
  await lab.oneStep();
  const before = await groupText(lab);
  await expect.poll(() => storedStep(page)).toBe(2);
  await page.reload();
  await lab.expectStatus("ready");
  const saved = lab.notice("A run of yours is saved");
  await expect(saved).toContainText("step 2");
  await saved.getByRole("button", { name: "Resume" }).click();
  await lab.expectStatus("paused");
  await lab.expectStep(2);
  expect(await groupText(lab)).toBe(before);
  await lab.oneStep();
  expect(await groupText(lab)).toBe(uninterrupted);
});

test("shares a link that gives the same run in a second page", async ({ lab, page, context }) => {
  await lab.openReady({ settings: { seed: "11", temperature: "0.9", klCoef: "0.01" } });
  await lab.oneStep();
  await page.getByRole("button", { name: "Share" }).click();
  const link = await page.getByRole("dialog").getByRole("textbox", { name: "Link" }).inputValue();
  expect(link).toContain("temperature=0.9");

  const second = lab.in(await context.newPage());
  await second.page.goto(link);
  await second.expectStatus("ready");
  await expect(
    second.page.getByRole("term").filter({ hasText: "seed" }).locator("xpath=following-sibling::dd"),
  ).toHaveText("11");
  await second.oneStep();
  expect(await groupText(second)).toBe(await groupText(lab));
});
