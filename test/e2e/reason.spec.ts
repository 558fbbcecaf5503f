import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/lab.ts";

/** A software adapter takes half a minute to open; what has nothing to do with it is tested once. */
const WASM_ONLY = "has nothing to do with the backend";
const COUNTDOWN = "use 7 3 5 make 9";

/** The place to reason as a visitor handles it. */
class ReasonPage {
  constructor(
    readonly page: Page,
    private readonly query: string,
  ) {}

  async open(settings: Record<string, string> = {}): Promise<void> {
    const hash = new URLSearchParams({ view: "reason", problem: COUNTDOWN, ...settings });
    await this.page.goto(`./?${this.query}#${hash}`);
    await expect(this.seat(0).getByText(/Computes on/)).toBeVisible({ timeout: 60_000 });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  seat(place: number): Locator {
    return this.page.locator(".reason-seat").nth(place);
  }

  /** The text of an answer that can be walked through. */
  trace(seat = 0, place = 0): Locator {
    return this.seat(seat)
      .getByRole("group", { name: /arrow keys/ })
      .nth(place);
  }

  async text(trace: Locator): Promise<string> {
    return (await trace.locator("[data-i]").allInnerTexts()).join(" ");
  }

  async ask(): Promise<void> {
    await this.button("Ask").click();
    await this.idle();
  }

  async idle(): Promise<void> {
    await expect(this.page.locator(".reason-verdict").first()).toHaveText(/right|wrong|no answer|cut off/, {
      timeout: 60_000,
    });
    await expect(this.button("Stop")).toHaveCount(0, { timeout: 60_000 });
  }
}

const reasonTest = test.extend<{ reason: ReasonPage }>({
  // The lab's fixture watches the console and the network.
  reason: async ({ lab, page }, provide) => provide(new ReasonPage(page, lab.backend.query)),
});

reasonTest(
  "answers a drawn problem at one press, and the same link gives the same text",
  async ({ reason, page }, { project }) => {
    reasonTest.skip(project.name === "webgpu", WASM_ONLY);
    await reason.open({ problem: "" });
    await expect(page.getByRole("textbox", { name: "Problem" })).toHaveValue(/^use \d+ \d+ \d+ make \d+$/);
    await reason.ask();
    const text = await reason.text(reason.trace());
    expect(text.split(" ").length).toBeGreaterThan(2);
    await page.reload();
    await expect(reason.seat(0).getByText(/Computes on/)).toBeVisible({ timeout: 60_000 });
    await reason.ask();
    expect(await reason.text(reason.trace())).toBe(text);
  },
);

reasonTest("two copies of a checkpoint say the same, word for word", async ({ reason, lab, page }) => {
  const name = lab.backend.query.includes("base-nano") ? "base-nano" : "base-micro";
  await reason.open({ a: name, b: name, budget: "48" });
  await expect(reason.seat(1).getByText(/Computes on/)).toBeVisible({ timeout: 60_000 });
  await reason.ask();
  await expect(page.getByText("The same text, word for word.")).toBeVisible();
  expect(await reason.text(reason.trace(1))).toBe(await reason.text(reason.trace(0)));
});

reasonTest("a token shows its probability, and a word put before it changes what follows", async ({ reason, page }) => {
  await reason.open({ budget: "64" });
  await reason.ask();
  const original = (await reason.text(reason.trace())).split(" ");
  await reason.trace().focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await expect(page.locator(".token-tip")).toContainText(/Probability (0\.\d|above|below).*Most probable here/s);
  await expect(page.locator(".token-tip li")).toHaveCount(5);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "wait", exact: true }).click();
  await reason.idle();
  const edited = (await reason.text(reason.trace(0, 0))).split(" ");
  expect(edited.slice(0, 3)).toEqual([...original.slice(0, 2), "wait"]);
  expect((await reason.text(reason.trace(0, 1))).split(" ")).toEqual(original);
  const list = reason.seat(0).getByRole("navigation");
  await expect(list.getByRole("button")).toHaveCount(2);
  await expect(list.getByRole("button", { name: /“wait” inserted at token 3/ })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await list.getByRole("button", { name: /^1 · Asked/ }).click();
  expect((await reason.text(reason.trace())).split(" ")).toEqual(original);
  // Answers survive a look at another view.
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Train" }).click();
  await expect(page.locator(".reason-seat")).toHaveCount(0);
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Reason" }).click();
  await expect(reason.seat(0).getByText(/Computes on/)).toBeVisible({ timeout: 60_000 });
  expect((await reason.text(reason.trace())).split(" ")).toEqual(original);
});

reasonTest("a vote counts every sample, and a sample can be opened", async ({ reason }) => {
  await reason.open({ samples: "8", budget: "48" });
  await reason.button("Ask 8 times and vote").click();
  const vote = reason.seat(0).getByRole("region", { name: /^Vote of/ });
  await expect(vote.getByRole("heading", { name: "8 of 8 samples" })).toBeVisible({ timeout: 90_000 });
  await expect(vote.getByText(/A single sample is right in \d+/)).toBeVisible();
  const counts = await vote.locator(".reason-bar-count").allInnerTexts();
  expect(counts.map((count) => Number.parseInt(count, 10)).reduce((a, b) => a + b, 0)).toBe(8);
  await vote.locator("summary").first().click();
  await vote.locator("ul summary").first().click();
  await vote.getByRole("button", { name: "Show probabilities and change it" }).click();
  await expect(reason.seat(0).getByRole("heading", { name: /^Sample \d of the vote$/ })).toBeVisible();
});

reasonTest("says what it cannot read, and why", async ({ reason, page }, { project }) => {
  reasonTest.skip(project.name === "webgpu", WASM_ONLY);
  await reason.open({ a: "base-micro", temperature: "9" });
  await expect(page.getByRole("list", { name: "Remarks" })).toContainText(/temperature: expected /);
  const problem = page.getByRole("textbox", { name: "Problem" });
  await problem.fill("use bananas");
  await expect(page.getByText(/The models do not know “bananas”/)).toBeVisible();
  await expect(reason.button("Ask")).toBeDisabled();
  await problem.fill("what colour is snow");
  await expect(reason.seat(0).getByText(/has 192 words and cannot read this problem.*“snow”/)).toBeVisible();
  await expect(reason.button("Ask")).toBeDisabled();
  await problem.fill("3x+4=19");
  await expect(page.getByText("The model reads: find x : 3 * x + 4 = 19")).toBeVisible();
  await expect(reason.button("Ask")).toBeEnabled();
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    reasonTest(
      `axe objects to nothing in the place to reason, ${scheme}, ${width} px`,
      async ({ reason, page }, { project }) => {
        reasonTest.skip(project.name === "webgpu", WASM_ONLY);
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        await reason.open({ b: "base-micro", samples: "4" });
        await reason.ask();
        await reason.button("Ask 4 times and vote").click();
        await expect(page.getByRole("heading", { name: "4 of 4 samples" })).toHaveCount(2, { timeout: 60_000 });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(" ")) }))).toEqual(
          [],
        );
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
        );
        expect(wide).toBe(false);
      },
    );
  }
}
