import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMismatch, isOutput, prepareCase } from "../../../src/engine/kernels/compare.ts";
import { COMPOSITIONS } from "../../../src/engine/kernels/compositions.ts";
import { openBackend, type TfjsBackend, type TfjsBackendName } from "../../../src/engine/tfjs/openBackend.ts";
import { Rng } from "../../../src/lib/rng.ts";

/** The composition of every kernel on the same cases as the kernel, on one of tfjs's backends. */
export function compositionParity(name: TfjsBackendName): void {
  describe(`compositions on ${name}`, { timeout: 120_000 }, () => {
    let backend: TfjsBackend;
    beforeAll(async () => {
      backend = await openBackend(name);
    });
    afterAll(() => backend.close());

    for (const { spec, run } of COMPOSITIONS.values()) {
      it(`${spec.name} in stock operations`, async () => {
        for (const problem of spec.cases) {
          const prepared = prepareCase(spec, problem, Rng.of(1, spec.name, problem.name));
          if (Object.values(prepared.wanted).every(({ length }) => length === 0)) continue;
          const tensors = Object.fromEntries(
            Object.entries(prepared.inputs).map(([buffer, values]) => [
              buffer,
              tf.tensor1d(values, values instanceof Int32Array ? "int32" : "float32"),
            ]),
          );
          const results = tf.tidy(() => run(tensors, problem.scalars)) as Record<string, tf.Tensor>;
          const got: Record<string, ArrayLike<number>> = {};
          for (const [buffer, use] of Object.entries(spec.buffers)) {
            if (isOutput(use)) got[buffer] = (await results[buffer]?.data()) ?? [];
          }
          expect(findMismatch(prepared, got)).toBeNull();
        }
      });
    }
  });
}
