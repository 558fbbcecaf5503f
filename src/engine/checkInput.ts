import type { ForwardOptions, ModelShape, SampleOptions, Sequence } from "./policy.ts";

/** What a policy refuses before anything reaches a device. Every error names the call, the place, what was expected and what came. */

export function checkSample(
  shape: ModelShape,
  prompts: readonly Int32Array[],
  groupSize: number,
  options: SampleOptions,
): void {
  prompts.forEach((prompt, p) => checkTokens(shape, prompt, `sample: prompt ${p}`));
  checkTemperature(options.temperature, "sample");
  checkCount(groupSize, "sample: groupSize");
  checkCount(options.maxNewTokens, "sample: maxNewTokens");
  checkTopP(options.topP ?? 1);
}

export function checkForward(shape: ModelShape, batch: readonly Sequence[], options: ForwardOptions): void {
  checkTemperature(options.temperature, "forward");
  if (options.keep && options.slot === "reference") {
    throw new Error('forward: expected slot "policy" with keep, got "reference"');
  }
  for (const [b, { prompt, completion }] of batch.entries()) {
    if (completion.length === 0) continue;
    checkTokens(shape, prompt, `forward: prompt ${b}`);
    checkTokens(shape, completion, `forward: completion ${b}`);
  }
}

export function checkTokens(shape: ModelShape, tokens: Int32Array, where: string): void {
  if (tokens.length === 0) throw new Error(`${where}: expected a prompt of at least one token, got none`);
  for (const [i, token] of tokens.entries()) {
    if (token < 0 || token >= shape.vocabSize) {
      throw new Error(`${where}, token ${i}: expected an id from 0 to ${shape.vocabSize - 1}, got ${token}`);
    }
  }
}

function checkTemperature(temperature: number, where: string): void {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new Error(`${where}: temperature: expected a positive number, got ${temperature}`);
  }
}

function checkTopP(topP: number): void {
  if (!(topP > 0 && topP <= 1)) throw new Error(`sample: topP: expected a number above 0 and at most 1, got ${topP}`);
}

function checkCount(n: number, where: string): void {
  if (!(Number.isInteger(n) && n > 0)) throw new Error(`${where}: expected a positive whole number, got ${n}`);
}
