import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkLine } from "../../src/cli/checkLine.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function check(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "src/cli/check.ts", ...args], {
    cwd: root,
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const good = {
  prompt: "use 7 3 5 make 9",
  text: "<think> 7 + 3 = 10 - 5 = 5 no wait 7 + 5 = 12 - 3 = 9 yes </think> <answer> 7 + 5 - 3 </answer> <eos>",
};
const goodResult = {
  correct: true,
  format: true,
  answer: "7 + 5 - 3",
  behaviour: { attempts: 2, backtracks: 1, reflections: 1, aha: true, superficial: 0, wrongVerdicts: 0 },
};

describe("npm run check", () => {
  it("prints one JSON line for every line of a file", () => {
    const file = join(mkdtempSync(join(tmpdir(), "check-")), "in.jsonl");
    const chinese = {
      prompt: "find x : 5 * x + 8 = 28",
      text: "<think> 试 6 : 5 * 6 = 30 + 8 = 38 小 嗯 试 6 : 5 * 6 = 30 + 8 = 38 大 </think> 6",
    };
    writeFileSync(file, `\uFEFF${JSON.stringify(good)}\r\n\n${JSON.stringify(chinese)}\n`);
    const { status, stdout, stderr } = check(["--input", file, "--json"]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      goodResult,
      {
        correct: false,
        format: false,
        answer: null,
        behaviour: { attempts: 2, backtracks: 1, reflections: 1, aha: false, superficial: 1, wrongVerdicts: 1 },
      },
    ]);
  });

  it("reads standard input, prints what came before a malformed line, and names that line", () => {
    const { status, stdout, stderr } = check(["--input", "-", "--json"], `${JSON.stringify(good)}\n{"prompt": 3}\n`);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual(goodResult);
    expect(stderr).toBe("check: stdin, line 2: prompt: expected a string, got 3\n");
  });

  it("says which file cannot be read", () => {
    const { status, stdout, stderr } = check(["--input", "/nowhere.jsonl"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^check: --input: expected a readable file.*nowhere\.jsonl.*\n$/);
  });

  it.each([
    ['{"prompt": "use 7 3 5 make 9"', "got invalid JSON"],
    ["[1, 2]", "got [1,2]"],
    ["null", "got null"],
    ['{"prompt": "use 7 3 5 make 9"}', "text: expected a string, got nothing"],
    ['{"text": ""}', "prompt: expected a string, got nothing"],
    ['{"prompt": "use 7 3 5 make 9", "text": ["<think>"]}', "text: expected a string"],
    ['{"prompt": "what is 2 + 2", "text": ""}', "prompt: expected"],
    ['{"prompt": "use 7 3 5 make 9", "text": "<think> hello"}', 'at position 1, got "hello"'],
    ['{"prompt": "use 7 3 5 make 9", "text": "<answer>7 + 2</answer>"}', 'at position 0, got "<answer>7"'],
  ])("refuses %s", (line, message) => {
    expect(() => checkLine(line, "in.jsonl, line 4")).toThrow("in.jsonl, line 4: ");
    expect(() => checkLine(line, "in.jsonl, line 4")).toThrow(message);
  });

  it.each(["102", "05", "-3", "99999999999999999999"])(
    "takes the number %s for a wrong answer, not for an error",
    (number) => {
      const text = `<think> 9 * 12 = 108 no </think> <answer> ${number} </answer> <eos>`;
      const result = checkLine(JSON.stringify({ prompt: "find x : 3 * x + 4 = 19", text }), "line 1");
      expect(result).toMatchObject({ correct: false, format: true, answer: number, behaviour: { attempts: 1 } });
    },
  );

  it("takes an empty completion for a wrong one, not for an error", () => {
    expect(checkLine('{"prompt": "use 7 3 5 make 9", "text": ""}', "line 1")).toEqual({
      correct: false,
      format: false,
      answer: null,
      behaviour: { attempts: 0, backtracks: 0, reflections: 0, aha: false, superficial: 0, wrongVerdicts: 0 },
    });
  });
});
