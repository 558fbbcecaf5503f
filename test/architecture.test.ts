import { describe, expect, it } from "vitest";
import { IMPORT_RULES, importOffences } from "./support/importRules.ts";
import { projectFiles } from "./support/projectFiles.ts";
import { sourceFacts } from "./support/sourceFacts.ts";

const CODE = /\.(ts|tsx|mjs)$/;
const everything = projectFiles();
/** AssemblyScript looks like TypeScript, but its globals, decorators and casts are a language of its own. */
const sources = everything.filter(
  ({ path }) => path.startsWith("src/") && CODE.test(path) && !path.includes("/assembly/"),
);

describe("the import table", () => {
  it("looks at files of every layer", () => {
    const layers = new Set(sources.map(({ path }) => path.split("/")[1]?.replace(/\.tsx$/, "")));
    expect([...layers].sort()).toEqual(Object.keys(IMPORT_RULES).sort());
  });

  it("is kept by every file of src", () => {
    expect(sources.flatMap(({ path, text }) => importOffences(path, text))).toEqual([]);
  });

  it.each([
    ["src/lib/a.ts", `import { b } from "../world/b.ts";`, "lib may import no other layer, got world"],
    ["src/world/a.ts", `import type { B } from "../rl/b.ts";`, "world may import lib, got rl"],
    ["src/world/a.ts", `export * from "../trainer/b.ts";`, "world may import lib, got trainer"],
    ["src/rl/a.ts", `export { b } from "../engine/b.ts";`, "got engine"],
    ["src/rl/a.ts", `const b = await import("../engine/b.ts");`, "got engine"],
    ["src/rl/a.ts", `type B = import("../engine/b.ts").B;`, "got engine"],
    ["src/rl/deep/a.ts", `import "../../ui/b.ts";`, "got ui"],
    ["src/engine/a.ts", `import { type B } from "../rl/b.ts";`, "engine may take only types of rl"],
    ["src/protocol/a.ts", `import { b } from "../rl/b.ts";`, "protocol may take only types of rl"],
    ["src/protocol/a.ts", `import { b } from "./b.ts";`, "protocol holds only types"],
    ["src/store/a.ts", `import { b } from "../trainer/b.ts";`, "got trainer"],
    [
      "src/store/a.ts",
      `new Worker(new URL("../trainer/other.ts", import.meta.url));`,
      "may not reach src/trainer/other.ts",
    ],
    [
      "src/ui/a.tsx",
      `new Worker(new URL("../trainer/worker.ts", import.meta.url));`,
      "may not reach src/trainer/worker.ts",
    ],
    ["src/ui/a.tsx", `import * as tf from "@tensorflow/tfjs";`, "got @tensorflow/tfjs"],
    ["src/cli/a.ts", `import { b } from "../store/b.ts";`, "got store"],
    [
      "src/trainer/a.ts",
      `import { readFile } from "node:fs/promises";`,
      "trainer may import no package, got node:fs/promises",
    ],
    ["src/elsewhere/a.ts", ``, "expected a layer"],
  ])("names the offending import of %s: %s", (file, source, message) => {
    const offences = importOffences(file, source);
    expect(offences).toHaveLength(1);
    expect(offences[0]).toContain(message);
    expect(offences[0]).toContain(file);
  });

  it.each([
    [
      "src/engine/a.ts",
      `import type { B } from "../rl/b.ts"; import { c } from "../lib/c.ts"; import "@tensorflow/tfjs";`,
    ],
    ["src/engine/a.ts", `new URL("./build/kernels.wasm", import.meta.url); await import("node:fs/promises");`],
    ["src/store/a.ts", `new Worker(new URL("../trainer/worker.ts", import.meta.url), { type: "module" });`],
    ["src/ui/view/a.tsx", `import { useState } from "react"; import { b } from "../../store/b.ts"; import "./a.css";`],
    ["src/lib/a.ts", `// import { b } from "../ui/b.ts";\nconst text = 'import "../ui/b.ts"';`],
  ])("allows the imports of %s: %s", (file, source) => {
    expect(importOffences(file, source)).toEqual([]);
  });
});

describe("house style", () => {
  it("has no unseeded randomness, no unchecked cast and no silenced type check in src", () => {
    const offences = sources.flatMap(({ path, text }) =>
      sourceFacts(path, text).offences.map(({ what, line }) => `${path}:${line}: ${what}`),
    );
    expect(offences).toEqual([]);
  });

  it.each([
    [`const x = Math.random();`, "Math.random"],
    [`const x = Math["random"]();`, "Math.random"],
    [`const x = y as any;`, "as any"],
    [`const x = y as unknown as string;`, "as unknown"],
    [`// @ts-ignore\nconst x = 1;`, "@ts-ignore"],
    [`import(name);`, "import() of a computed name"],
  ])("sees the offence in %j", (source, what) => {
    expect(sourceFacts("a.ts", source).offences.map((offence) => offence.what)).toEqual([what]);
  });

  it("keeps files under 300 lines, or says in the file why not (a comment: longer than 300 lines: why)", () => {
    const long = everything
      .filter(({ path }) => /^(src|test)\/.*\.(ts|tsx|mjs|css)$/.test(path))
      .filter(({ text }) => text.trimEnd().split("\n").length > 300 && !/(over|longer than) 300 lines\b.*:/i.test(text))
      .map(({ path, text }) => `${path}: expected at most 300 lines, got ${text.trimEnd().split("\n").length}`);
    expect(long).toEqual([]);
  });
});

describe("what is committed", () => {
  it("names no package registry", () => {
    const lock = everything.find(({ path }) => path === "package-lock.json");
    expect(lock?.text).toContain('"lockfileVersion"');
    expect(lock?.text).not.toMatch(/"resolved"|https?:\/\/[^"]*registry/);
    expect(everything.find(({ path }) => path === ".npmrc")?.text).not.toMatch(/registry\s*=/);
  });

  it("names no path of a machine it was made on", () => {
    const machinePath = new RegExp(
      `(?:^|[\\s"'\`=(,:])/(?:${["home", "Users", "root", "work"].join("|")})/[\\w.-]`,
      "m",
    );
    expect(`"/${"home"}/someone/aha"`).toMatch(machinePath);
    expect(everything.filter(({ text }) => machinePath.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("has a file behind every command of package.json", () => {
    const manifest = everything.find(({ path }) => path === "package.json")?.text ?? "{}";
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
    const paths = new Set(everything.map(({ path }) => path));
    const files = Object.values(scripts).flatMap((script) => {
      const [, file = "", command = ""] = /^node (\S+)(?: ([a-z-]+))?/.exec(script) ?? [];
      return file === "src/cli/run.mjs" ? [file, `src/cli/${command}.ts`] : [file];
    });
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !paths.has(file))).toEqual([]);
  });
});
