import type { BufferUse, KernelCase, KernelSpec, Values } from "./kernelSpec.ts";
import type { Rng } from "../../lib/rng.ts";

/** A case filled in, with what the reference makes of it. */
export interface Prepared {
  spec: KernelSpec;
  problem: KernelCase;
  /** Before the kernel runs. */
  inputs: Record<string, Values>;
  /** After the reference ran: every buffer that is not "in". */
  wanted: Record<string, Float64Array>;
}

export const isOutput = ({ use }: BufferUse): boolean => use !== "in";

export function prepareCase(spec: KernelSpec, problem: KernelCase, rng: Rng): Prepared {
  const inputs = problem.make(rng);
  const exact = Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, new Float64Array(values)]));
  spec.reference(exact, problem.scalars);
  const outputs = Object.entries(spec.buffers).filter(([, use]) => isOutput(use));
  const wanted = Object.fromEntries(outputs.map(([name]) => [name, exact[name] as Float64Array]));
  return { spec, problem, inputs, wanted };
}

/** In words what is wrong first, or null where every value is within the spec's tolerance. */
export function findMismatch(
  { spec, problem, wanted }: Prepared,
  got: Record<string, ArrayLike<number>>,
): string | null {
  for (const [name, want] of Object.entries(wanted)) {
    const values = got[name];
    if (!values || values.length < want.length) {
      return `${spec.name}, ${problem.name}: ${name}: expected ${want.length} values, got ${values?.length ?? "none"}`;
    }
    const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const allowed = spec.tolerance.value * largest;
    for (let i = 0; i < want.length; i++) {
      const error = Math.abs((values[i] as number) - (want[i] as number));
      if (!(error <= allowed)) {
        return `${spec.name}, ${problem.name}: ${name}[${i}]: expected ${want[i]} within ${allowed}, got ${values[i]}`;
      }
    }
  }
  return null;
}
