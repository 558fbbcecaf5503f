import type { Page, TestInfo } from "@playwright/test";
import { measureFrames, type FrameFigures } from "./support/frameGaps.ts";
import { expect, test } from "./support/lab.ts";
import { traceMainThread } from "./support/mainThread.ts";

const STEPS = 8;
const SECOND = 1_000;

async function report(info: TestInfo, name: string, line: string, figures: unknown): Promise<void> {
  console.log(`${name}: ${line}`);
  await info.attach(`${name}.json`, { body: JSON.stringify(figures, null, 2), contentType: "application/json" });
}

/** Runs `body` while so many workers of the page count without end. */
async function besideBusyWorkers<T>(page: Page, count: number, body: () => Promise<T>): Promise<T> {
  const workers = await page.evaluateHandle((wanted) => {
    const source = URL.createObjectURL(new Blob(["for (;;);"], { type: "text/javascript" }));
    return Array.from({ length: wanted }, () => new Worker(source));
  }, count);
  const result = await body();
  await workers.evaluate((all) => {
    for (const worker of all) worker.terminate();
  });
  return result;
}

const frameLine = ({ frames, median, p95, longest, smooth }: FrameFigures): string =>
  `${frames} frames, gaps ${median.toFixed(1)} ms median, ${p95.toFixed(1)} ms at 95 %, ${longest.toFixed(0)} ms longest, ` +
  `${(smooth * 100).toFixed(1)} % below 34 ms`;

test("the page stays smooth while a run of 16 × 16 is going", async ({ lab, page, browser }, info) => {
  test.slow();
  await lab.openReady({ settings: { prompts: "16", groupSize: "16", steps: "60" } });
  const idle = await measureFrames(page, () => page.waitForTimeout(3 * SECOND));
  const [, threads] = /(\d+) threads?/.exec(await page.locator(".chip").innerText()) ?? [];
  const beside = await besideBusyWorkers(page, Number(threads ?? 1), () =>
    measureFrames(page, () => page.waitForTimeout(4 * SECOND)),
  );
  await lab.button("Train").click();
  await lab.expectStepAtLeast(2);
  const first = await lab.step();
  let frames: FrameFigures | undefined;
  const tasks = await traceMainThread(browser, page, async () => {
    frames = await measureFrames(page, () =>
      expect.poll(() => lab.step(), { timeout: 300 * SECOND, intervals: [500] }).toBeGreaterThanOrEqual(first + STEPS),
    );
  });
  if (!frames) throw new Error("expected frames to be measured, got none");
  const steps = (await lab.step()) - first;
  const cpu = tasks.reduce((sum, task) => sum + task.cpu, 0);
  const longest = tasks.slice(0, 5);
  await report(info, "frames, idle", frameLine(idle), idle);
  await report(info, `frames, nothing to draw beside ${threads ?? 1} busy workers`, frameLine(beside), beside);
  await report(info, "frames, training", `${steps} steps, ${frameLine(frames)}`, frames);
  await report(
    info,
    "main thread",
    `${(cpu / steps).toFixed(0)} ms a step; longest tasks ${longest
      .map(({ cpu: own, wall }) => `${own.toFixed(1)} ms (${wall.toFixed(1)} by the clock)`)
      .join(", ")}; ${frames.longTasks.length} of more than 50 ms by the clock`,
    longest,
  );
  expect(tasks.length).toBeGreaterThan(100);
  expect(longest.filter((task) => task.cpu > 50)).toEqual([]);
  // On a machine that others use too, what a page gets that does nothing beside as many busy threads is the most to ask for.
  expect(frames.smooth).toBeGreaterThanOrEqual(Math.min(0.95, beside.smooth - 0.05));
});

test("the first step of 8 × 8 is done within 3 seconds of opening", async ({ lab, page }, info) => {
  await page.addInitScript(() => {
    const look = (): void => {
      const train = [...document.querySelectorAll<HTMLButtonElement>(".transport button")].find(
        (button) => button.textContent === "Train" && !button.disabled,
      );
      if (!window.name && train) {
        window.name = "pressed";
        train.click();
      }
      if (document.querySelector(".facts dd b")?.textContent === "1") {
        performance.mark("first step");
        observer.disconnect();
      }
    };
    window.name = "";
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const milliseconds: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    await lab.open({ settings: { prompts: "8", groupSize: "8", maxNewTokens: "112", seed: String(attempt + 1) } });
    const mark = await page.waitForFunction(() => performance.getEntriesByName("first step")[0]?.startTime);
    milliseconds.push((await mark.jsonValue()) ?? Number.NaN);
    await page.goto("about:blank");
  }
  await report(
    info,
    "first step",
    `${milliseconds.map((time) => `${(time / SECOND).toFixed(2)} s`).join(", ")}`,
    milliseconds,
  );
  // Neighbours can only make it slower: the best of three is nearest to what the machine takes.
  expect(Math.min(...milliseconds)).toBeLessThan(3 * SECOND);
});

test("a run goes on behind another window", async ({ lab, page, context }) => {
  await lab.openReady({ settings: { steps: "600" } });
  await lab.button("Train").click();
  await lab.expectStepAtLeast(1);
  // The tests' browser pretends that every page has the focus; without that, a page behind another gets hardly any frames.
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  const other = await context.newPage();
  await other.bringToFront();
  const { windowId } = await cdp.send("Browser.getWindowForTarget");
  await cdp.send("Browser.setWindowBounds", { windowId, bounds: { windowState: "minimized" } });
  await page.waitForTimeout(SECOND);
  const before = await lab.step();
  const { frames } = await measureFrames(page, () => page.waitForTimeout(4 * SECOND));
  expect(frames).toBeLessThan(30);
  await lab.expectStepAtLeast(before + 3);
});
