import { expect, it } from "vitest";

it("runs with a WebGPU adapter, so that no suite passes for want of one", async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  expect(adapter?.info.vendor).toBeTruthy();
});

it("is isolated from other origins, as the served page is", () => {
  expect(crossOriginIsolated).toBe(true);
});
