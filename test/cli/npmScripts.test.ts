import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("npm run", () => {
  it("starts train itself, not pretrain as npm's pre-script of it", () => {
    const env = { ...process.env, npm_config_ignore_scripts: undefined };
    const argv = ["run", "--silent", "train", "--", "--stesp", "3"];
    const { status, stdout, stderr } = spawnSync("npm", argv, { cwd: ROOT, env, encoding: "utf8" });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("train: --stesp: expected a known flag, got an unknown one (did you mean --steps?)\n");
    expect(stderr).not.toContain("pretrain");
  });
});
