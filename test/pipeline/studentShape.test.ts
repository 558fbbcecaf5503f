import { describe, expect, it } from "vitest";
import { studentShape } from "../../src/pipeline/studentShape.ts";
import { pipelineSettings } from "../../src/recipes/pipelineSettings.ts";

describe("a student's shape", () => {
  it("is read from its name", () => {
    expect(studentShape("48x2", 384)).toMatchObject({ vocabSize: 384, width: 48, layers: 2, heads: 3, mlpWidth: 128 });
    expect(studentShape("16x1", 384)).toMatchObject({ width: 16, layers: 1, heads: 2, mlpWidth: 40 });
  });

  it.each(["tiny", "full"] as const)("fits every student of the %s recipe", (scale) => {
    const { students, direct } = pipelineSettings(scale, 1).distill;
    for (const { name } of students) expect(studentShape(name, 384).width).toBeGreaterThan(0);
    expect(students.map(({ name }) => name)).toContain(direct.student);
  });

  it.each(["", "48", "x2", "48x0", "48x13", "40x2", "528x2", "0x2", "48x2 ", "-48x2", "4.8x2", "student"])(
    "refuses %j by name",
    (name) => {
      expect(() => studentShape(name, 384)).toThrow(
        `student: expected "width x layers" with a width that is a multiple of 16 up to 512 and 1 to 12 layers, such as "64x2", got ${JSON.stringify(name)}`,
      );
    },
  );
});
