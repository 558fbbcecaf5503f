import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { fakeStageReports } from "../support/fakeStageReports.ts";
import { expect, test } from "./support/lab.ts";

const STAGES = fakeStageReports().map(({ stage }) => stage);
const HEADINGS = [
  ["The paper", "The paper, stage by stage"],
  ["Results", "Results"],
  ["Reason", "Reason"],
] as const;

/** Made-up results in the place of the shipped ones. */
async function shipFakes(page: Page): Promise<void> {
  for (const report of fakeStageReports()) {
    await page.route(`**/pipeline/${report.stage}.json`, (route) => route.fulfill({ json: report }));
  }
  await page.route("**/pipeline/*.examples.jsonl.gz", (route) => route.fulfill({ status: 404 }));
}

/** Made-up examples of the filter "wrong" of a stage's third sieve, packed. @returns what was fetched, as it comes */
async function shipExamples(page: Page, encoding: string | null): Promise<string[]> {
  const lines = Array.from({ length: 1_344 }, (_, i) => ({
    level: i % 2 ? "equation" : "countdown-3",
    source: "rewritten",
    filter: "wrong",
    prompt: "<bos> user : find x : 5 * x + 9 = 34 ? assistant :",
    response: "<think> try 6 : 5 * 6 = 30 + 9 = 39 high 等等 </think> <answer> 6 </answer> <eos>",
    why: `answer ${i}`,
  })).map((one) => `${JSON.stringify(one)}\n`);
  const fetched: string[] = [];
  await page.route("**/pipeline/*.examples.jsonl.gz", (route) => {
    fetched.push(route.request().url());
    const headers = { "Content-Type": "application/gzip", ...(encoding && { "Content-Encoding": encoding }) };
    return route.fulfill({ body: gzipSync(lines.join("")), headers });
  });
  return fetched;
}

const link = (page: Page, name: string | RegExp) =>
  page.getByRole("navigation", { name: "Views" }).getByRole("link", { name });

async function openStage(page: Page, stage: string): Promise<void> {
  await page.goto(`./#view=paper&stage=${stage}`);
  const current = page.getByRole("navigation", { name: "Stages of the paper" }).locator("[aria-current=step]");
  await expect(current).toHaveAttribute("href", `#view=paper&stage=${stage}`);
  await expect(page.getByRole("region", { name: "Lineage", exact: true })).toBeVisible();
}

/** Everything of weight that axe objects to. */
async function violations(page: Page) {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(" ")) }));
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(client);
}

// A page without recorded results asks for them all the same.
test.use({ expectedErrors: /(pipeline\/[a-z-]+(\.json|\.examples\.jsonl\.gz)|checkpoints\/index\.json)\)$/ });

test("a run goes on through every view and back", async ({ lab, page }) => {
  await shipFakes(page);
  await lab.openReady();
  await lab.button("Train").click();
  await lab.expectStepAtLeast(1);
  const before = await lab.step();
  for (const [name, heading] of HEADINGS) {
    await link(page, name).click();
    await expect(page.getByRole("heading", { level: 2, name: heading, exact: true })).toBeFocused();
    await expect(page).toHaveTitle(`${name} · Aha Lab`);
    await expect(page.getByRole("group", { name: "Run" })).toHaveCount(0);
  }
  await expect(link(page, /^Train/)).toContainText(/step \d+ of 50/);
  await page.goBack();
  await expect(page).toHaveTitle("Results · Aha Lab");
  await link(page, "Train").click();
  await expect(page.getByRole("heading", { level: 2, name: "Train" })).toBeFocused();
  await expect(page).toHaveURL(/#v=1&preset=r1-zero&seed=7/);
  await lab.expectStatus("playing");
  await lab.expectStepAtLeast(before + 1);
  await lab.button("Pause").click();
  await lab.expectStatus("paused");
});

test.describe("on one backend", () => {
  test.beforeEach(({ browserName: _ }, { project }) => {
    test.skip(project.name !== "wasm", "has nothing to do with the backend");
  });

  test("a link opens a stage, and back and forward walk through the stages", async ({ page }) => {
    await shipFakes(page);
    await page.goto("./#view=paper&stage=rejection");
    const stage = page.getByRole("heading", { level: 3, name: "Rejection sampling and supervised fine-tuning" });
    await expect(stage).toBeVisible();
    await expect(page.getByRole("region", { name: "The sieve" })).toContainText("48,000");
    await page
      .getByRole("navigation", { name: "Stages of the paper" })
      .getByRole("link", { name: "Distillation" })
      .click();
    await expect(page.getByRole("heading", { level: 3, name: "Distillation into small students" })).toBeFocused();
    await page.goBack();
    await expect(stage).toBeVisible();
    await page.goForward();
    await expect(page).toHaveURL(/#view=paper&stage=distill$/);
  });

  test("settings of the main screen outlast another view and a reload there", async ({ lab, page }) => {
    await lab.openReady({ settings: { groupSize: "12" } });
    await link(page, "The paper").click();
    await page.reload();
    await expect(page).toHaveTitle("The paper · Aha Lab");
    await link(page, "Train").click();
    await expect(page).toHaveURL(/groupSize=12/);
  });

  test("keys of the main screen do nothing elsewhere", async ({ lab, page }) => {
    await lab.openReady();
    await link(page, "Results").click();
    for (const key of ["s", " ", "r", "?"]) await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await link(page, "Train").click();
    await page.waitForTimeout(1_000);
    await lab.expectStatus("ready");
    expect(await lab.step()).toBe(0);
  });

  test("says where there is no recorded result", async ({ page }) => {
    await page.route("**/pipeline/*.json", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("./#view=paper&stage=zero");
    await expect(page.getByText("No recorded result for this stage yet.")).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test("a sieve can be read, filter by filter and level by level", async ({ page }) => {
    await shipFakes(page);
    await page.goto("./#view=paper&stage=cold-start");
    const sieve = page.getByRole("region", { name: "Answers of R1-Zero, rewritten" });
    await sieve.getByRole("button", { name: /Wrong answer/ }).click();
    await expect(sieve.getByText("Rejected: expected x = 5").first()).toBeVisible();
    await sieve.getByRole("button", { name: "Next" }).click();
    await expect(sieve.getByRole("textbox", { name: "Page" })).toHaveValue("2");
    await expect(sieve.getByRole("button", { name: "Last" })).toBeDisabled();
    await sieve.getByRole("button", { name: /Kept/ }).click();
    await expect(sieve.getByRole("heading", { name: "Before post-processing" }).first()).toBeVisible();
    await sieve.getByRole("button", { name: /all levels/ }).click();
    await page.getByRole("option", { name: "Countdown of 3" }).click();
    await expect(sieve.getByText("4 of 1,184")).toBeVisible();
    // There is no file with the others.
    await expect(sieve.getByText("The others did not come with this page")).toBeVisible();
  });

  for (const encoding of [null, "gzip"]) {
    test(`every example of a sieve can be browsed and searched, sent ${encoding ?? "as it is"}`, async ({ page }) => {
      await shipFakes(page);
      const fetched = await shipExamples(page, encoding);
      await page.goto("./#view=paper&stage=cold-start");
      const sieve = page.getByRole("region", { name: "Answers of R1-Zero, rewritten" });
      const number = sieve.getByRole("textbox", { name: "Page" });
      await sieve.getByRole("button", { name: /Wrong answer/ }).click();
      await expect(sieve.getByText("7 of 1,344")).toBeVisible();
      expect(fetched).toEqual([]);
      await sieve.getByRole("button", { name: "Read all 1,344" }).press("Enter");
      await expect(sieve.getByText("of 224", { exact: true })).toBeVisible();
      await sieve.getByRole("button", { name: "Last" }).click();
      await expect(number).toHaveValue("224");
      await expect(sieve.getByText("Rejected: answer 1343")).toBeVisible();
      await number.fill("3");
      await number.press("Enter");
      await expect(sieve.getByText("Rejected: answer 12", { exact: true })).toBeVisible();
      await sieve.getByRole("searchbox", { name: "Search" }).fill("Answer 77");
      await expect(sieve.getByText("11 of 1,344")).toBeVisible();
      await expect(number).toHaveValue("1");
      await sieve.getByRole("searchbox", { name: "Search" }).press("Escape");
      await expect(number).toHaveValue("1");
      await expect(sieve.getByText("of 224", { exact: true })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      expect(fetched).toHaveLength(1);
    });
  }

  test("a file of examples that is broken says so, and the report's stay", async ({ page }) => {
    await shipFakes(page);
    await page.route("**/pipeline/*.examples.jsonl.gz", (route) => route.fulfill({ body: "<!doctype html>" }));
    await page.goto("./#view=paper&stage=cold-start");
    const sieve = page.getByRole("region", { name: "Answers of R1-Zero, rewritten" });
    await sieve.getByRole("button", { name: /Wrong answer/ }).click();
    await sieve.getByRole("searchbox", { name: "Search" }).fill("got 8");
    await expect(sieve.getByText("line 1: expected a JSON object, got <!doctype html>")).toBeVisible();
    await expect(sieve.getByText("1 of 1,344")).toBeVisible();
    await expect(sieve.getByRole("button", { name: "Try again" })).toBeVisible();
  });

  for (const scheme of ["light", "dark"] as const) {
    test(`axe finds nothing serious in any view or stage, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await shipFakes(page);
      for (const stage of STAGES) {
        await openStage(page, stage);
        expect(await violations(page), stage).toEqual([]);
      }
      for (const view of ["results", "reason"]) {
        await page.goto(`./#view=${view}`);
        await expect(page.locator(`[data-view=${view}] > :nth-child(2)`)).toBeVisible();
        await page.waitForTimeout(500);
        expect(await violations(page), view).toEqual([]);
      }
    });
  }

  test("every view and stage fits a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await shipFakes(page);
    for (const stage of STAGES) {
      await openStage(page, stage);
      await expectNoSidewaysScroll(page);
    }
    for (const name of ["Results", "Reason", "Train"]) {
      await link(page, name).click();
      await expect(link(page, name)).toBeInViewport({ ratio: 1 });
      await expectNoSidewaysScroll(page);
    }
  });
});
