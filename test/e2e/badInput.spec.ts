import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/lab.ts";

const NOT_LOADED = /Failed to load resource/;
const BASE = new URL("../fixtures/base-nano", import.meta.url).pathname;

interface Files {
  weights: Buffer;
  json: Record<string, unknown>;
}

/** Serves a checkpoint that has been damaged by `damage` in place of a good one. */
async function serveDamaged(page: Page, damage: (files: Files) => Files): Promise<void> {
  const files = damage({
    weights: readFileSync(`${BASE}.safetensors`),
    json: JSON.parse(readFileSync(`${BASE}.json`, "utf8")) as Record<string, unknown>,
  });
  await page.route("**/checkpoints/*.safetensors", (route) => route.fulfill({ body: files.weights }));
  await page.route("**/checkpoints/*.json", (route) => route.fulfill({ json: files.json }));
}

/** 16-bit values: exponent bits all set, fraction not 0. */
function withNaN(weights: Buffer): Buffer {
  const damaged = Buffer.from(weights);
  damaged.writeUInt16LE(0x7e00, damaged.length - 2);
  return damaged;
}

test.describe("links", () => {
  test("name what they could not use and go on with the preset", async ({ lab }) => {
    await lab.openReady({
      hash: "v=1&preset=r1-zero&seed=3&groupSize=999&temperature=warm&colour=red&prompts=4&evalEvery=0",
    });
    const notice = lab.notice("Some settings of the link were not used");
    for (const text of ["groupSize", "999", "temperature", "warm", "colour"]) await expect(notice).toContainText(text);
    await lab.oneStep();
  });

  for (const hash of [
    "%E0%A4%A",
    "v=99",
    "=&&=&#",
    `v=1&seed=${"9".repeat(6_000)}`,
    "v=1&preset=<img src=x onerror=alert(1)>",
  ]) {
    test(`with ${JSON.stringify(hash.slice(0, 30))} as hash are never fatal`, async ({ lab }) => {
      await lab.openReady({ hash });
      await expect(lab.button("Train")).toBeEnabled();
    });
  }
});

test.describe("the base model", () => {
  test.use({ expectedErrors: NOT_LOADED });

  test("that cannot be fetched is told about and fetched on request", async ({ lab, page }) => {
    await page.route("**/checkpoints/**", (route) => route.abort());
    await lab.open();
    const notice = lab.notice("The base model could not be fetched");
    await expect(notice).toContainText("base-");
    await page.unroute("**/checkpoints/**");
    await notice.getByRole("button", { name: "Try again" }).click();
    await lab.expectStatus("ready");
  });

  test("that is not there is told about", async ({ lab }) => {
    await lab.open({ query: "checkpoint=no-such-model" });
    await expect(lab.notice("The base model could not be fetched")).toContainText("404");
  });

  const damages: [string, (files: Files) => Files][] = [
    ["is cut off", ({ weights, json }) => ({ weights: weights.subarray(0, weights.length - 100), json })],
    [
      "is of another program",
      ({ json }) => ({ weights: Buffer.from("GGUF and so on, a thing of another kind"), json }),
    ],
    [
      "has another vocabulary",
      ({ weights, json }) => ({ weights, json: { ...json, vocabularyHash: "0123456789abcdef" } }),
    ],
    [
      "has other shapes",
      ({ weights, json }) => ({ weights, json: { ...json, shape: { ...(json["shape"] as object), width: 64 } } }),
    ],
    ["holds a value that is not a number", ({ weights, json }) => ({ weights: withNaN(weights), json })],
  ];
  for (const [what, damage] of damages) {
    test(`that ${what} is refused in words, and a good one loads afterwards`, async ({ lab, page }) => {
      await serveDamaged(page, damage);
      await lab.open();
      const notice = lab.notice("The base model could not be read");
      await expect(notice).toContainText(/expected .*, got /);
      await page.unrouteAll();
      await notice.getByRole("button", { name: "Try again" }).click();
      await lab.expectStatus("ready");
      await lab.oneStep();
    });
  }
});

/** Runs this before the worker that writes saved runs does anything. */
async function inStorageWorker(page: Page, script: string): Promise<void> {
  await page.route(/storageWorker/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};${await response.text()}` });
  });
}

test.describe("storage", () => {
  test("that is refused is told about once, and training goes on", async ({ lab, page }) => {
    const refuse = (): void => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
    };
    await page.addInitScript(refuse);
    await inStorageWorker(page, `(${refuse})()`);
    await lab.openReady();
    await lab.oneStep();
    await expect(lab.notice("The run cannot be saved here")).toBeVisible();
    await lab.oneStep();
    await expect(lab.notice("The run cannot be saved here")).toHaveCount(1);
  });

  test("that is full is told about, and training goes on", async ({ lab, page }) => {
    const refuse = (): void => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      };
    };
    await inStorageWorker(page, `(${refuse})()`);
    await lab.openReady();
    await lab.oneStep();
    await expect(lab.notice("The run cannot be saved here")).toContainText("quota");
    await lab.oneStep();
  });
});

test.describe("a crash of the worker", () => {
  test.use({ expectedErrors: /made to crash/ });

  test("is told about, and the run goes on from where it was saved", async ({ lab, page }) => {
    await lab.openReady();
    await lab.oneStep();
    await page.workers()[0]?.evaluate(() => {
      setTimeout(() => {
        throw new Error("made to crash");
      });
    });
    await expect(lab.notice("made to crash")).toBeVisible();
    await lab.expectStatus("paused");
    await lab.expectStep(1);
    await lab.oneStep();
    expect(await lab.step()).toBe(2);
  });
});

test("a backend that is not there is told about, and the run goes on with another", async ({ lab, page }) => {
  await lab.openReady();
  await lab.oneStep();
  await page.getByRole("button", { name: /^Computes on: / }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Use another/ })
    .click();
  await page.getByRole("option", { name: /^WebGPU/ }).click();
  const notice = lab.notice("WebGPU cannot be used");
  await expect(notice).toContainText(/webgpu/i);
  await page.keyboard.press("Escape");
  await notice.getByRole("button", { name: "Use WebAssembly" }).click();
  await lab.expectStatus("paused");
  await lab.expectStep(1);
  await lab.oneStep();
});
