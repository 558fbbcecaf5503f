import type { Page } from "@playwright/test";

export interface FrameFigures {
  frames: number;
  /** Milliseconds between two frames. */
  median: number;
  p95: number;
  longest: number;
  /** Share of gaps below 34 ms: at most one frame of 60 Hz was missed. */
  smooth: number;
  /** Long tasks as the performance API counts them, in milliseconds by the clock. */
  longTasks: number[];
}

/** Frames and long tasks of the page while `body` runs, measured in the page by the browser's own clock. */
export async function measureFrames(page: Page, body: () => Promise<void>): Promise<FrameFigures> {
  const watch = await page.evaluateHandle(() => {
    const gaps: number[] = [];
    const longTasks: number[] = [];
    const observer = new PerformanceObserver((list) =>
      longTasks.push(...list.getEntries().map((entry) => entry.duration)),
    );
    observer.observe({ type: "longtask" });
    let last = performance.now();
    let going = true;
    const tick = (): void => {
      const now = performance.now();
      gaps.push(now - last);
      last = now;
      if (going) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    return {
      stop: () => {
        going = false;
        observer.disconnect();
        return { gaps, longTasks };
      },
    };
  });
  await body();
  const { gaps, longTasks } = await watch.evaluate((handle) => handle.stop());
  gaps.sort((a, b) => a - b);
  const at = (share: number): number => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? Number.NaN;
  return {
    frames: gaps.length,
    median: at(0.5),
    p95: at(0.95),
    longest: at(1),
    smooth: gaps.filter((gap) => gap < 34).length / gaps.length,
    longTasks,
  };
}
