import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Address } from "../../src/store/lab.ts";
import { decodeHash, encodeHash } from "../../src/store/urlHash.ts";
import { createViews, hashOfView, placeOf } from "../../src/store/views.ts";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { FakeTab } from "../support/fakeTab.ts";

/** A tab's address bar and history entry. */
function tab(hash: string, remembered: string | null = null) {
  const listeners = new Set<() => void>();
  const bar = {
    hash,
    remembered,
    go: (next: string): void => {
      bar.hash = next;
      bar.remembered = null;
      for (const listener of listeners) listener();
    },
  };
  const address: Address = {
    hash: () => bar.hash,
    replaceHash: (next) => (bar.hash = next),
    search: () => "",
    replaceSearch: () => {},
    base: () => "https://example.org/lab/",
    onHashChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const memory = {
    trainHash: () => bar.remembered,
    keepTrainHash: (kept: string): void => void (bar.remembered = kept),
  };
  return { bar, views: createViews(address, memory) };
}

describe("placeOf", () => {
  it("opens the main screen for every link that names no view", () => {
    for (const hash of ["", "#", "#v=1&preset=r1-zero&seed=3", "#v=2&nonsense", "#view=elsewhere", "#view=train&v=1"]) {
      expect(placeOf(hash).view).toBe("train");
    }
  });

  it("reads back what hashOfView writes", () => {
    const words = fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== "view" && key !== "__proto__"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom("paper", "results", "reason"), words, (view, parameters) => {
        expect(placeOf(hashOfView(view, parameters))).toEqual({ view, parameters: { ...parameters } });
      }),
    );
  });

  it("never takes a configuration for another view", () => {
    const config = fc.record({ seed: fc.integer({ min: 0, max: 9_999 }), groupSize: fc.integer({ min: 2, max: 64 }) });
    fc.assert(
      fc.property(config, (patch) => {
        expect(placeOf(encodeHash({ ...DEFAULT_CONFIG, ...patch }))).toEqual({ view: "train", parameters: {} });
      }),
    );
  });
});

describe("createViews", () => {
  it("goes where the address goes, back included", () => {
    const { bar, views } = tab("#v=1&preset=r1-zero&seed=3");
    expect(views.state.getState().view).toBe("train");
    bar.go("#view=paper&stage=rejection");
    expect(views.state.getState()).toEqual({ view: "paper", parameters: { stage: "rejection" } });
    bar.go("#v=1&preset=r1-zero&seed=3");
    expect(views.state.getState()).toEqual({ view: "train", parameters: {} });
  });

  it("shows the lab only the main screen's hash", () => {
    const { bar, views } = tab("#v=1&preset=r1-zero&seed=3");
    let heard = 0;
    views.labAddress.onHashChange(() => heard++);
    bar.go("#view=results");
    expect(heard).toBe(0);
    expect(views.labAddress.hash()).toBe("#v=1&preset=r1-zero&seed=3");
    views.labAddress.replaceHash("#v=1&preset=r1-zero&seed=4");
    expect(bar.hash).toBe("#view=results");
    expect(views.labAddress.hash()).toBe("#v=1&preset=r1-zero&seed=4");
    bar.go("#v=1&preset=r1-zero&seed=5");
    expect(heard).toBe(1);
    expect(views.labAddress.hash()).toBe("#v=1&preset=r1-zero&seed=5");
  });

  it("remembers the main screen's hash over a reload of another view", () => {
    const before = tab("#v=1&preset=r1-zero&seed=3");
    before.bar.go("#view=paper");
    const after = tab(before.bar.hash, before.bar.remembered);
    expect(after.views.labAddress.hash()).toBe("#v=1&preset=r1-zero&seed=3");
    expect(tab("#view=paper").views.labAddress.hash()).toBe("");
  });

  it("replaces a view's parameters, and never the main screen's", () => {
    const { bar, views } = tab("#view=paper");
    views.replaceParameters({ stage: "zero" });
    expect(bar.hash).toBe("#view=paper&stage=zero");
    expect(views.state.getState().parameters).toEqual({ stage: "zero" });
    bar.go("#v=1");
    views.replaceParameters({ stage: "zero" });
    expect(bar.hash).toBe("#v=1");
  });

  it("lets `view=train` stand before or after a configuration without a complaint", () => {
    for (const hash of [
      "#view=train&v=1&preset=r1-zero&seed=3",
      "#v=1&preset=r1-zero&seed=3&view=train",
      "#view=train",
    ]) {
      const { problems, config } = decodeHash(tab(hash).views.labAddress.hash());
      expect(problems).toEqual([]);
      expect(config.preset).toBe("r1-zero");
    }
    expect(decodeHash(tab("#v=1&view=nowhere").views.labAddress.hash()).problems.join()).toContain("view");
  });

  it("does not touch a draft of the lab by going to another view and back", () => {
    const page = new FakeTab();
    const { bar, views } = tab(page.hash);
    const lab = page.lab({ address: views.labAddress });
    lab.actions.editDraft({ groupSize: 8 });
    const edited = bar.hash;
    bar.go("#view=reason");
    bar.go(edited);
    expect(lab.run.getState().draft.groupSize).toBe(8);
    expect(lab.actions.shareUrl()).toBe(`https://example.org/lab/${edited}`);
    page.close();
  });
});
