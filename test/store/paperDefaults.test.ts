import { expect, it } from "vitest";
import { pipelineSettings } from "../../src/pipeline/settings.ts";
import { paperDefaults } from "../../src/store/paperDefaults.ts";

it.each(["tiny", "full"] as const)("the page starts from the same %s settings as the command", (scale) => {
  expect(paperDefaults(scale, 3)).toEqual(pipelineSettings(scale, 3));
});
