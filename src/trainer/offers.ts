import type { BackendName } from "../engine/policy.ts";
import type { Offer } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";

/** The part of a failure that is a way out. */
type Offered = { offer: Offer } | null;

/** The CPU in place of a GPU that does not hold; nothing where there is no GPU to leave. */
export const cpuOffer = (backend: BackendName | "auto"): Offered =>
  backend === "webgpu" || backend === "auto"
    ? { offer: { label: "Go on on the CPU", command: { type: "revive", backend: "wasm" } } }
    : null;

/** Fewer rows, by a command that takes the settings that fit. */
export const sizeOffer = (
  patch: Partial<RunConfig> | null,
  command: (patch: Partial<RunConfig>) => Offer["command"],
): Offered => patch && { offer: { label: `Use ${sizeInWords(patch)}`, command: command(patch) } };

const sizeInWords = ({ prompts, groupSize, maxNewTokens }: Partial<RunConfig>): string =>
  `${prompts} ${prompts === 1 ? "prompt" : "prompts"} × ${groupSize}` +
  (maxNewTokens === undefined ? "" : `, answers of up to ${maxNewTokens} tokens`);
