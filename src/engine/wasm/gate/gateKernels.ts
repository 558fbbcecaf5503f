import { findMismatch, prepareCase } from "../../kernels/compare.ts";
import type { KernelCase } from "../../kernels/kernelSpec.ts";
import { Rng } from "../../../lib/rng.ts";
import type { LinearMemory } from "../linearMemory.ts";
import type { Adapter } from "./adapter.ts";

/** Runs one case and says in words what is wrong first, or null. Takes no room afterwards. */
export function mismatchOf(memory: LinearMemory, adapter: Adapter, problem: KernelCase): string | null {
  const { spec, without, run } = adapter;
  const prepared = prepareCase(spec, problem, Rng.of(1, "gate", spec.name));
  const mark = memory.mark();
  const values = prepared.inputs;
  const at = Object.fromEntries(Object.entries(values).map(([name, data]) => [name, memory.allocFrom(data)]));
  const given = run({ k: memory.kernels, memory, at, values, n: problem.scalars }) ?? {};
  const wanted = Object.fromEntries(Object.entries(prepared.wanted).filter(([name]) => !without.includes(name)));
  const got = Object.fromEntries(
    Object.entries(wanted).map(([name, { length }]) => [
      name,
      given[name] ??
        (values[name] instanceof Int32Array
          ? memory.ints(at[name] as number, length)
          : memory.floats(at[name] as number, length)),
    ]),
  );
  const why = findMismatch({ ...prepared, wanted }, got);
  memory.release(mark);
  return why;
}

/** One case of every kernel; names and reasons of those that come out wrong. */
export function gateKernels(memory: LinearMemory, adapters: readonly Adapter[]): { name: string; why: string }[] {
  return adapters.flatMap((adapter) => {
    const { spec, gate } = adapter;
    const fitting = spec.cases.filter(({ scalars }) => adapter.fits(scalars));
    const problem = gate === undefined ? fitting[0] : fitting.find(({ name }) => name === gate);
    if (!problem) throw new Error(`${spec.name}: expected a case for the check at start-up, got none that fits`);
    const why = mismatchOf(memory, adapter, problem);
    return why === null ? [] : [{ name: spec.name, why }];
  });
}
