import * as tf from "@tensorflow/tfjs-core";

/**
 * A few operations on numbers with a known outcome, before a backend is trusted with anything.
 *
 * @throws Error naming the operation that came out wrong
 */
export async function smokeCheck(name: string): Promise<void> {
  const n = 40; // larger than a tile of tfjs's WebGPU matmul
  const a = Float32Array.from({ length: n * n }, (_, i) => (i % 7) - 3);
  const b = Float32Array.from({ length: n * n }, (_, i) => (i % 5) - 2);
  const product = Array.from({ length: n * n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (a[Math.floor(i / n) * n + k] as number) * (b[k * n + (i % n)] as number);
    return sum;
  });
  const logits = [0, Math.log(2), Math.log(5)];
  await compare(name, "matMul", () => tf.matMul(tf.tensor2d(a, [n, n]), tf.tensor2d(b, [n, n])), product);
  await compare(
    name,
    "transpose",
    () => tf.transpose(tf.tensor2d(a, [n, n])),
    product.map((_, i) => (((i % n) * n + Math.floor(i / n)) % 7) - 3),
  );
  await compare(
    name,
    "softmax",
    () => tf.softmax(tf.tensor2d([...logits, ...logits], [2, 3])),
    [1, 2, 5, 1, 2, 5].map((p) => p / 8),
  );
  await compare(name, "gather", () => tf.gather(tf.tensor1d([4, 5, 6]), tf.tensor1d([2, 0], "int32")), [6, 4]);
}

async function compare(name: string, operation: string, run: () => tf.Tensor, want: readonly number[]): Promise<void> {
  const tensor = tf.tidy(run);
  const got = await tensor.data();
  tensor.dispose();
  const worst = want.findIndex((value, i) => !(Math.abs((got[i] ?? Number.NaN) - value) <= 1e-4));
  if (worst >= 0) {
    throw new Error(`${name}: ${operation}, value ${worst}: expected ${want[worst]}, got ${got[worst]}`);
  }
}
