import type { Browser, Page } from "@playwright/test";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds: begin, wall time, and time on a processor. */
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

export interface MainThreadTask {
  /** Milliseconds: time on a processor, and from begin to end. */
  cpu: number;
  wall: number;
  /** What took most of it, as the browser calls it. */
  inside: string[];
}

/**
 * Every task of the page's main thread while `body` runs, longest first, from the browser's own trace.
 *
 * A "long task" of the performance API is counted by the clock, so a page that is descheduled by a neighbour, or by the trainer's own
 * threads, has long tasks without doing anything. The trace knows how long each task was on a processor, which is what the page's own
 * work costs, and is the same on a loaded machine.
 */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  body: () => Promise<void>,
): Promise<MainThreadTask[]> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "devtools.timeline"] });
  await body();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = new Map<string, TraceEvent[]>();
  const key = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  for (const event of traceEvents) {
    if (event.name === "thread_name" && event.args?.name === "CrRendererMain") threads.set(key(event), []);
  }
  for (const event of traceEvents) if (event.ph === "X") threads.get(key(event))?.push(event);
  // Other renderers (an empty first tab) do next to nothing.
  const events = [...threads.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return events
    .filter(({ name, tdur }) => name === "RunTask" && tdur !== undefined)
    .map((task) => ({ cpu: (task.tdur ?? 0) / 1_000, wall: (task.dur ?? 0) / 1_000, task }))
    .sort((a, b) => b.cpu - a.cpu)
    .map(({ cpu, wall, task }, i) => ({ cpu, wall, inside: i < 5 ? partsOf(task, events) : [] }));
}

function partsOf(task: TraceEvent, events: readonly TraceEvent[]): string[] {
  const end = task.ts + (task.dur ?? 0);
  return events
    .filter((event) => event !== task && event.ts >= task.ts && event.ts < end && (event.tdur ?? 0) > 1_000)
    .sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
    .slice(0, 4)
    .map(({ name, tdur = 0 }) => `${name} ${(tdur / 1_000).toFixed(1)} ms`);
}
