import { posix } from "node:path";
import { sourceFacts } from "./sourceFacts.ts";

interface LayerRule {
  /** Layers whose code may be imported. */
  code: readonly string[];
  /** Layers of which only types may be imported (`import type`). */
  types: readonly string[];
  /** Packages, by name or by scope ("@tensorflow/"). */
  packages: readonly string[];
  /** Files that may be named in `new URL("…", import.meta.url)` outside the layer. */
  urls: readonly string[];
}

const NOTHING: LayerRule = { code: [], types: [], packages: [], urls: [] };

/** The table of ARCHITECTURE.md. A layer is a folder of src/; `main` is src/main.tsx. */
export const IMPORT_RULES: Readonly<Record<string, LayerRule>> = {
  lib: { ...NOTHING, packages: ["pure-rand"] },
  world: { ...NOTHING, code: ["lib"] },
  rewards: { ...NOTHING, code: ["lib", "world"] },
  rl: { ...NOTHING, code: ["lib"], packages: ["zod"] },
  engine: { ...NOTHING, code: ["lib"], types: ["rl"], packages: ["@tensorflow/", "assemblyscript", "tsx"] },
  protocol: { ...NOTHING, types: ["lib", "world", "rewards", "rl", "engine"] },
  trainer: { ...NOTHING, code: ["lib", "world", "rewards", "rl", "engine", "protocol"] },
  recipes: { ...NOTHING, code: ["lib", "rl"], types: ["protocol"] },
  pipeline: {
    ...NOTHING,
    code: ["lib", "world", "rewards", "rl", "engine", "protocol", "trainer", "recipes"],
    packages: ["idb"],
  },
  reason: { ...NOTHING, code: ["lib", "world", "rewards", "rl", "engine", "protocol", "trainer"] },
  store: {
    ...NOTHING,
    code: ["lib", "world", "rewards", "rl", "recipes"],
    types: ["protocol"],
    packages: ["zustand", "idb"],
    urls: ["src/trainer/worker.ts", "src/reason/worker.ts", "src/pipeline/worker.ts"],
  },
  ui: {
    ...NOTHING,
    code: ["lib", "world", "rewards", "rl", "recipes", "store"],
    types: ["protocol"],
    // Of zustand only its hook, which binds a store to React.
    packages: ["react", "react-dom", "react-aria-components", "uplot", "zustand"],
  },
  cli: {
    ...NOTHING,
    code: ["lib", "world", "rewards", "rl", "engine", "protocol", "trainer", "recipes", "pipeline"],
    packages: ["node:", "zod", "tsx", "webgpu"],
    urls: ["src/engine/wasm/buildKernels.mjs"],
  },
  main: { ...NOTHING, code: ["store", "ui"], packages: ["react", "react-dom"] },
};

/** The layer of a path like `src/world/…`, or null outside src/. */
function layerOf(path: string): string | null {
  const [top, layer, ...rest] = path.split("/");
  if (top !== "src" || layer === undefined) return null;
  return rest.length === 0 ? layer.replace(/\.[^.]+$/, "") : layer;
}

function isListed(name: string, packages: readonly string[]): boolean {
  return packages.some((listed) => {
    if (listed.endsWith("/") || listed.endsWith(":")) return name.startsWith(listed);
    return name === listed || name.startsWith(`${listed}/`);
  });
}

/**
 * The imports of one file that the table does not allow, each as one readable line.
 * @param file path from the root, like `src/world/problem.ts`
 */
export function importOffences(file: string, source: string): string[] {
  const layer = layerOf(file);
  const rule = layer === null ? undefined : IMPORT_RULES[layer];
  if (layer === null || rule === undefined) {
    return [
      `${file}: expected a layer of ${Object.keys(IMPORT_RULES).join(", ")}, got ${layer ?? "no folder of src/"}`,
    ];
  }
  const offences: string[] = [];
  for (const { target, kind, line } of sourceFacts(file, source).reaches) {
    const where = `${file}:${line}`;
    // `new URL("x", …)` names a file even without a leading dot; a bare name elsewhere is a package.
    if (kind !== "url" && !target.startsWith(".")) {
      // Only Node runs .mjs files (set-up, build steps), so its modules are always there.
      const ofNode =
        target.startsWith("node:") && (file.endsWith(".mjs") || (layer === "engine" && kind === "dynamic"));
      if (kind !== "type" && !ofNode && !isListed(target, rule.packages)) {
        const may = rule.packages.length > 0 ? rule.packages.join(", ") : "no package";
        offences.push(`${where}: ${layer} may import ${may}, got ${target}`);
      }
      continue;
    }
    const path = posix.join(posix.dirname(file), target).replace(/\?.*$/, "");
    const other = layerOf(path);
    if (other === layer) {
      if (layer === "protocol" && kind !== "type")
        offences.push(`${where}: protocol holds only types, got code of ${target}`);
      continue;
    }
    if (kind === "url") {
      const inside = other === null || IMPORT_RULES[other] === undefined;
      if (!inside && !rule.urls.includes(path)) offences.push(`${where}: ${layer} may not reach ${path} by URL`);
      continue;
    }
    if (other !== null && rule.code.includes(other)) continue;
    if (other !== null && rule.types.includes(other)) {
      if (kind !== "type")
        offences.push(`${where}: ${layer} may take only types of ${other} (import type), got code of ${target}`);
      continue;
    }
    const may = [...rule.code, ...rule.types.map((name) => `types of ${name}`)].join(", ") || "no other layer";
    offences.push(`${where}: ${layer} may import ${may}, got ${other ?? target}`);
  }
  return offences;
}
