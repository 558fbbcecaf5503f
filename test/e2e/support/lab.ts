import { test as base, expect, type Page } from "@playwright/test";

interface Backend {
  /** What stands behind the "?". */
  query: string;
  /** Settings of a run that takes seconds: small groups, no held-out measurement. */
  quick: Readonly<Record<string, string>>;
  /** A step that lasts long enough to be caught in the middle. */
  slow: Readonly<Record<string, string>>;
  /** A step in which an aha is likely. */
  aha: Readonly<Record<string, string>>;
}

const QUICK = { prompts: "4", groupSize: "8", minibatches: "2", evalEvery: "0", maxNewTokens: "96", steps: "50" };
const TINY = { ...QUICK, prompts: "2", groupSize: "4", minibatches: "1", maxNewTokens: "32" };
const EQUATIONS = { countdown3: "0", countdown4: "0", equation: "1" };

/** By project. A software adapter is passed over unless asked for by name, and is too slow for the shipped model. */
const BACKENDS: Readonly<Record<string, Backend>> = {
  wasm: {
    query: "",
    quick: QUICK,
    slow: { prompts: "32", groupSize: "16", minibatches: "8" },
    aha: { ...EQUATIONS, prompts: "16", groupSize: "16" },
  },
  webgpu: {
    query: "backend=webgpu&checkpoint=base-nano",
    quick: TINY,
    slow: { prompts: "16", groupSize: "16", minibatches: "8", maxNewTokens: "96" },
    aha: { ...EQUATIONS, prompts: "8", groupSize: "8", maxNewTokens: "48" },
  },
};

interface OpenOptions {
  /** Settings on top of the quick ones, as they stand in the hash. */
  settings?: Record<string, string>;
  /** The hash as it is, instead of settings. */
  hash?: string;
  /** What stands behind the "?", instead of the project's model and backend. */
  query?: string;
}

/** The page as a visitor handles it: by names and roles. */
export class LabPage {
  constructor(
    readonly page: Page,
    readonly backend: Backend,
  ) {}

  /** The same model and backend in another page. */
  in(page: Page): LabPage {
    return new LabPage(page, this.backend);
  }

  /** Does not wait for the model. */
  async open({ settings = {}, hash, query = this.backend.query }: OpenOptions = {}): Promise<void> {
    const quick = new URLSearchParams({ v: "1", preset: "r1-zero", seed: "7", ...this.backend.quick, ...settings });
    await this.page.goto(`./?${query}#${hash ?? quick.toString()}`);
  }

  async openReady(options?: OpenOptions): Promise<void> {
    await this.open(options);
    await this.expectStatus("ready");
  }

  button(name: string | RegExp) {
    return this.page.getByRole("group", { name: "Run" }).getByRole("button", { name });
  }

  /** What the page tells a screen reader about the run. */
  async expectStatus(status: "ready" | "playing" | "paused" | "finished" | "failed"): Promise<void> {
    await expect(this.page.locator("[data-status]")).toHaveAttribute("data-status", status, { timeout: 60_000 });
  }

  /** Finished steps, as the top bar shows them. */
  async step(): Promise<number> {
    const shown = await this.page
      .getByRole("term")
      .filter({ hasText: /^step$/ })
      .locator("xpath=following-sibling::dd/b")
      .innerText();
    return Number(shown);
  }

  async expectStep(step: number): Promise<void> {
    await expect.poll(() => this.step(), { timeout: 90_000 }).toBe(step);
  }

  async expectStepAtLeast(step: number): Promise<void> {
    await expect.poll(() => this.step(), { timeout: 90_000 }).toBeGreaterThanOrEqual(step);
  }

  async oneStep(): Promise<void> {
    const before = await this.step();
    await this.button("One step").click();
    await this.expectStep(before + 1);
    await this.expectStatus("paused");
  }

  notice(text: string | RegExp) {
    return this.page.getByRole("region", { name: "Notices" }).locator(".notice").filter({ hasText: text });
  }
}

interface Fixtures {
  lab: LabPage;
  /** Lines of the console that a test expects; everything else fails it. */
  expectedErrors: RegExp | null;
}

export const test = base.extend<Fixtures>({
  expectedErrors: [null, { option: true }],
  lab: async ({ page, expectedErrors }, provide, { project }) => {
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      const own =
        protocol === "blob:" || protocol === "data:" || origin === new URL(process.env["AHA_LAB_ADDRESS"] ?? "").origin;
      if (!own) errors.push(`a request left this machine: ${request.url()}`);
    });
    const backend = BACKENDS[project.name];
    if (backend === undefined)
      throw new Error(`lab: expected a project of ${Object.keys(BACKENDS).join(", ")}, got ${project.name}`);
    await provide(new LabPage(page, backend));
    expect(errors.filter((error) => !expectedErrors?.test(error))).toEqual([]);
  },
});

export { expect };
