import { createStore } from "zustand/vanilla";
import { expect, vi } from "vitest";
import { createLab, type LabOptions } from "../../src/store/lab.ts";
import type { Lab } from "../../src/store/lab.types.ts";
import { SavedRuns } from "../../src/store/savedRuns.ts";
import type { ThemeChoice } from "../../src/store/theme.ts";
import { FakeTrainer } from "./fakeTrainer.ts";

/** TEST ONLY: a tab with an address, a storage and fake workers, in which labs are opened and at last closed. */
export class FakeTab {
  readonly workers: FakeTrainer[] = [];
  search = "?backend=webgpu";
  hash = "#v=1&preset=r1-zero&seed=3&steps=12&saveEvery=5&evalEvery=5";
  readonly runs = new SavedRuns(`tab-${Math.floor(performance.now() * 1_000)}`);
  #labs: Lab[] = [];

  lab(overrides: Partial<LabOptions> = {}): Lab {
    const lab = createLab({
      createWorker: () => {
        const worker = new FakeTrainer(1);
        this.workers.push(worker);
        return worker;
      },
      runs: this.runs,
      checkpointUrl: "base",
      recordedRunUrl: "data:application/json,null",
      backend: "auto",
      address: {
        hash: () => this.hash,
        replaceHash: (next) => (this.hash = next),
        search: () => this.search,
        replaceSearch: (next) => (this.search = next),
        base: () => "https://example.org/lab/",
        onHashChange: () => () => {},
      },
      theme: createStore<{ choice: ThemeChoice }>()(() => ({ choice: "system" })),
      newSeed: () => 4_711,
      reloadPage: () => {},
      ...overrides,
    });
    this.#labs.push(lab);
    return lab;
  }

  close(): void {
    for (const lab of this.#labs) lab.actions.dispose();
  }
}

export const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 8_000, interval: 2 });

export const statusIs = (lab: Lab, status: string): Promise<void> => until(() => lab.run.getState().status === status);
