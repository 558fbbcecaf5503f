import type { Policy } from "../engine/policy.ts";

/** A NaN or an infinity stopped an update before it was applied. Callers branch on the class. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";

  constructor(
    where: string,
    /** The quantity or the model's tensor that is not finite. */
    readonly tensor: string,
    got: number,
  ) {
    super(`${where}: expected finite values in ${tensor}, got ${got}`);
  }
}

/** @throws NonFiniteError naming `tensor` */
export function assertFinite(values: ArrayLike<number>, tensor: string, where: string): void {
  const broken = firstBroken(values);
  if (broken !== null) throw new NonFiniteError(where, tensor, broken);
}

/** @throws NonFiniteError naming the first tensor of the policy that is broken; the log-probs themselves where none is */
export async function assertFiniteLogProbs(policy: Policy, logProbs: ArrayLike<number>, where: string): Promise<void> {
  if (firstBroken(logProbs) === null) return;
  for (const [name, { data }] of await policy.exportWeights("policy")) assertFinite(data, name, where);
  assertFinite(logProbs, "the log-probs", where);
}

function firstBroken(values: ArrayLike<number>): number | null {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) return value;
  }
  return null;
}
