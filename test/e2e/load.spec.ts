import { expect, test } from "./support/lab.ts";

test("opens with a base model, says what computes, and offers to train", async ({ lab, page }, { project }) => {
  await lab.openReady();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Aha Lab");
  await expect(lab.button("Train")).toBeEnabled();
  const chip = page.getByRole("button", { name: /^Computes on: / });
  await expect(chip).toHaveAccessibleName(project.name === "webgpu" ? /WebGPU.*software/i : /WebAssembly/);
});
