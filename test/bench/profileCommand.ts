import type { Flag } from "../../src/cli/arguments.ts";
import { readCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { type Command, JSON_FLAG } from "../../src/cli/command.ts";
import { ProgressLine } from "../../src/cli/progressLine.ts";
import { textTable } from "../../src/cli/textTable.ts";
import { createPolicy } from "../../src/engine/createPolicy.ts";
import type { SizeName } from "../../src/engine/model/shape.ts";
import type { ModelShape, Weights } from "../../src/engine/policy.ts";
import { EOS } from "../../src/world/vocabulary.ts";
import { benchWeights, modelShape } from "./benchShapes.ts";
import { openNodeHost } from "./node/nodeHost.ts";
import { profileStep } from "./profileStep.ts";

const SIZES: readonly SizeName[] = ["nano", "micro", "mini", "small"];
const STEPS = 5;

const flags: readonly Flag[] = [
  { name: "backend", type: "choice", hint: "What computes.", default: "wasm", options: ["webgpu", "wasm"] },
  {
    name: "size",
    type: "choice",
    hint: "micro is the base checkpoint; the others begin untrained.",
    default: "micro",
    options: SIZES,
  },
  { name: "prompts", type: "integer", hint: "Prompts a step.", default: 16, min: 1, max: 512 },
  { name: "group", type: "integer", hint: "Completions a prompt.", default: 16, min: 2, max: 256 },
  JSON_FLAG,
];

/** Where one training step's time goes. */
export const profileCommand: Command = {
  name: "profile",
  about: `Time the phases of one training step: medians of ${STEPS} steps after a warm-up.`,
  flags,
  async run(args) {
    const backend = args.text("backend") === "webgpu" ? "webgpu" : "wasm";
    const size = SIZES.find((name) => name === args.text("size")) ?? "micro";
    const line = new ProgressLine(2);
    const host = await openNodeHost(backend === "webgpu");
    if (backend === "webgpu" && host.adapter === null) {
      throw new Error(`--backend webgpu: expected an adapter, got none: ${host.noAdapter}`);
    }
    const { shape, weights } = weightsOf(size);
    const policy = await createPolicy(backend, shape, weights);
    const { description, software } = policy.backend;
    const profile = await profileStep(
      policy,
      { prompts: args.number("prompts"), group: args.number("group"), steps: STEPS },
      (text) => line.show(() => text),
    );
    policy.dispose();
    const result = { backend, description, software, host: host.description, cores: host.cores, size, ...profile };
    if (args.flag("json")) {
      process.stdout.write(`${JSON.stringify(result)}\n`);
      return;
    }
    const { prompts, group, steps, step_seconds: seconds, sampled_tokens: tokens, phases } = profile;
    process.stdout.write(
      `${size}, ${prompts} × ${group}, ${description}: a step takes ${seconds.toFixed(3)} s (median of ${steps}), ${tokens.toFixed(0)} tokens sampled\n` +
        textTable(
          Object.entries(phases).map(([name, phase]) => [
            name,
            `${phase.seconds.toFixed(4)} s`,
            `${(100 * phase.share).toFixed(1)} %`,
          ]),
        ),
    );
  },
};

function weightsOf(size: SizeName): { shape: ModelShape; weights: Weights } {
  return size === "micro"
    ? readCheckpoint("public/checkpoints/base-micro")
    : { shape: modelShape(size), weights: benchWeights(size, EOS) };
}
