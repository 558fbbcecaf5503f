import type { Flag } from "./arguments.ts";
import { BACKEND_FLAG } from "./backendFlag.ts";
import { CHECKPOINT_FLAG } from "./checkpointFiles.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { openPolicy } from "./openPolicy.ts";
import { textTable } from "./textTable.ts";
import { VOCABULARY } from "../world/vocabulary.ts";

const flags: readonly Flag[] = [
  CHECKPOINT_FLAG,
  { name: "tokens", type: "string", hint: "Token ids, separated by commas.", required: true },
  BACKEND_FLAG,
  JSON_FLAG,
];

/** Logits of a full forward, so that another implementation can be held against ours. */
export const logitsCommand: Command = {
  name: "logits",
  about: "Print the logits of a full forward over a token sequence.",
  flags,
  async run(args) {
    const { policy } = await openPolicy(args);
    const size = policy.shape.vocabSize;
    const tokens = parseTokens(args.text("tokens"), size);
    const flat = await policy.logits(Int32Array.from(tokens)); // [T × V]
    const logits = tokens.map((_, t) => Array.from(flat.subarray(t * size, (t + 1) * size)));
    process.stdout.write(args.flag("json") ? `${JSON.stringify({ tokens, logits })}\n` : likelyTable(tokens, logits));
    policy.dispose();
  },
};

/** @throws naming the position of what is no token id */
function parseTokens(text: string, size: number): number[] {
  return text.split(",").map((part, position) => {
    const id = /^\s*\d+\s*$/.test(part) ? Number(part) : NaN;
    if (!(id < size)) {
      throw new Error(`--tokens: expected an id in 0…${size - 1} at position ${position}, got ${JSON.stringify(part)}`);
    }
    return id;
  });
}

/** The five likeliest continuations after each token. */
function likelyTable(tokens: readonly number[], logits: readonly number[][]): string {
  const rows = tokens.map((token, t) => {
    const best = [...(logits[t] ?? []).entries()].sort((a, b) => b[1] - a[1]).slice(0, 5);
    return [VOCABULARY[token] ?? "", ...best.map(([id, logit]) => `${VOCABULARY[id]} ${logit.toFixed(3)}`)];
  });
  return textTable([["after", "1", "2", "3", "4", "5"], ...rows]);
}
