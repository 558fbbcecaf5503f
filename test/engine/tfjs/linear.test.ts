import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { weightGradient } from "../../../src/engine/tfjs/linear.ts";
import { openBackend, type TfjsBackend } from "../../../src/engine/tfjs/openBackend.ts";
import { Rng } from "../../../src/lib/rng.ts";

let backend: TfjsBackend;
beforeAll(async () => {
  backend = await openBackend("cpu");
});
afterAll(() => backend.close());

it.each([12, 3072, 4096])("sums over %s rows, in pieces where there are many", (n) => {
  const rng = Rng.of(n, "linear");
  const values = (width: number): Float32Array => Float32Array.from({ length: n * width }, () => rng.int(-3, 3));
  const [dy, x] = [values(2), values(3)];
  const want = Array.from({ length: 6 }, (_, i) => {
    let sum = 0;
    for (let t = 0; t < n; t++) sum += (dy[t * 2 + Math.floor(i / 3)] as number) * (x[t * 3 + (i % 3)] as number);
    return sum;
  });
  const got = tf.tidy(() =>
    weightGradient(tf.tensor2d(dy, [n, 2]), tf.tensor2d(x, [n, 3]))
      .dataSync()
      .slice(),
  );
  expect(Array.from(got)).toEqual(want);
});
