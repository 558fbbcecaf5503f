import { describe, expect, it } from "vitest";
import type { GroupView } from "../../src/protocol/messages.ts";
import { keepGroups, nearestStep } from "../../src/store/groupRing.ts";
import { WorkerClient } from "../../src/store/workerClient.ts";
import { FakeTrainer } from "../support/fakeTrainer.ts";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";

/** The groups of one made-up step, as they come from a worker. */
async function groupsOf(steps: number): Promise<GroupView[][]> {
  const groups: GroupView[][] = [];
  await new Promise<void>((resolve, reject) => {
    const client = new WorkerClient({
      create: () => new FakeTrainer(),
      onMessage: (message) => {
        if (message.type === "step") groups.push(message.groups);
        if (message.type === "status" && message.status === "finished") resolve();
      },
      onCrash: reject,
    });
    client.post({ type: "load", config: { ...DEFAULT_CONFIG, steps }, checkpointUrl: "", backend: "auto" });
    client.post({ type: "play" });
  });
  return groups;
}

const tokens = (views: readonly GroupView[]): number =>
  views.flatMap((view) => view.completions).reduce((n, c) => n + c.tokens.length, 0);

describe("keepGroups", () => {
  it("shrinks old steps to one group before it drops any, and never the newest", async () => {
    const steps = await groupsOf(4);
    const [first = []] = steps;
    const budget = Math.ceil(tokens(first) * 2.6);
    let kept: ReadonlyMap<number, readonly GroupView[]> = new Map();
    steps.forEach((views, i) => (kept = keepGroups(kept, i + 1, views, budget)));
    expect([...kept.keys()]).toEqual([1, 2, 3, 4]);
    expect(kept.get(1)).toHaveLength(1);
    expect(kept.get(4)).toHaveLength(4);
    const tiny = keepGroups(kept, 5, first, 1);
    expect([...tiny.keys()]).toEqual([5]);
    expect(tiny.get(5)).toHaveLength(4);
    expect([...kept.keys()]).toEqual([1, 2, 3, 4]);
  });
});

describe("nearestStep", () => {
  it("takes the nearest kept step, the earlier of two", () => {
    expect(nearestStep([10, 20, 30], 24)).toBe(20);
    expect(nearestStep([10, 20, 30], 25)).toBe(20);
    expect(nearestStep([10, 20, 30], 99)).toBe(30);
    expect(nearestStep([], 5)).toBeNull();
  });
});
