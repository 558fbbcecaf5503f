import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleLine, readExampleLines, sortedExampleLines } from "../../src/pipeline/exampleLines.ts";
import { readExampleLine, type StoredExample } from "../../src/store/paperExampleLines.ts";
import { readExamplesFile } from "../../src/store/readExamplesFile.ts";
import { sievedExample } from "../support/sievedExample.ts";

/** Ends of lines, quotes and words of several bytes included. */
const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("\n", '"', "等等 \\ \u2028", ""));
const optional = fc.option(text, { nil: undefined });
const anyExample = fc
  .record({ prompt: text, response: text, before: optional, why: optional, filter: optional })
  .map(({ before, why, filter, ...rest }) =>
    sievedExample({
      ...rest,
      ...(before !== undefined && { before }),
      ...(why !== undefined && { why }),
      ...(filter !== undefined && { filter }),
    }),
  );

async function readBack(bytes: Uint8Array): Promise<StoredExample[]> {
  const found: StoredExample[] = [];
  await readExamplesFile(new Uint8Array(bytes), "a file", (example) => found.push(example));
  return found;
}

describe("the examples of a stage", () => {
  it("come back as they were written, line by line, to the pipeline and to the page", () => {
    fc.assert(
      fc.property(fc.array(anyExample), (examples) => {
        const lines = examples.map(exampleLine);
        expect(readExampleLines(`${lines.join("\n")}\n`, "a file")).toEqual(examples);
        expect(lines.map((line) => readExampleLine(line, "a line"))).toEqual(
          examples.map((one) => ({ ...one, filter: one.filter ?? null })),
        );
      }),
    );
  });

  it("come back from a file, packed or not, in an order that does not depend on theirs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyExample), async (examples) => {
        const lines = sortedExampleLines(examples);
        const plain = await readBack(new TextEncoder().encode(lines));
        expect(await readBack(gzipSync(lines))).toEqual(plain);
        expect(plain).toHaveLength(examples.length);
        const expected = examples.map((one) => ({ ...one, filter: one.filter ?? null }));
        expect(plain).toEqual(expect.arrayContaining(expected));
        expect(readExampleLines(sortedExampleLines([...examples].reverse()), "a file")).toHaveLength(examples.length);
      }),
      { numRuns: 30 },
    );
  });

  it("stand by level and prompt", () => {
    const examples = ["b", "a"].flatMap((prompt) => ["d", "c"].map((response) => sievedExample({ prompt, response })));
    const sorted = readExampleLines(sortedExampleLines(examples), "a file");
    expect(sorted.map(({ prompt, response }) => prompt + response)).toEqual(["ac", "ad", "bc", "bd"]);
  });

  it("are read without a last end of line, and over empty lines", async () => {
    const line = exampleLine(sievedExample({ why: "short" }));
    const found = await readBack(new TextEncoder().encode(`${line}\n\n${line}`));
    expect(found.map(({ why }) => why)).toEqual(["short", "short"]);
  });
});

describe("what is no example", () => {
  it.each([
    ["<!doctype html>", "a, line 3: expected a JSON object, got <!doctype html>"],
    ["[1]", "a, line 3: expected a JSON object, got [1]"],
    ["null", "a, line 3: expected a JSON object, got null"],
    ['{"source":"sampled"}', "a, line 3: expected level to be a text, got nothing"],
    [
      '{"level":"logic","source":"sampled","prompt":7,"response":"r"}',
      "a, line 3: expected prompt to be a text, got 7",
    ],
    [
      '{"level":"logic","source":"sampled","prompt":"p","response":"r","filter":null}',
      "a, line 3: expected filter to be a text, got null",
    ],
    [`"${"x".repeat(99)}"`, `a, line 3: expected a JSON object, got "${"x".repeat(59)}…`],
  ])("%s is refused with place, what was expected and what came", (line, message) => {
    expect(() => readExampleLine(line, "a, line 3")).toThrow(message);
  });

  it("is named with its line in a file", async () => {
    const line = exampleLine(sievedExample({}));
    await expect(readBack(gzipSync(`${line}\n{"level":1}\n${line}\n`))).rejects.toThrow(
      "a file, line 2: expected level to be a text, got 1",
    );
  });

  it("is a file that ends too early, or is not what its head says", async () => {
    const whole = gzipSync(exampleLine(sievedExample({ response: "a b c ".repeat(50) })));
    expect(gunzipSync(whole).length).toBeGreaterThan(whole.length);
    for (const broken of [whole.subarray(0, whole.length - 12), Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)]) {
      await expect(readBack(broken)).rejects.toThrow(
        /^a file: expected a whole gzip file, got one that cannot be unpacked \(.+\)$/,
      );
    }
  });
});
