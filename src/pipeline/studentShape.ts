import type { ModelShape } from "../engine/policy.ts";

const LARGEST = { width: 512, layers: 12 };

/**
 * The shape of a student by its name, "width x layers": heads of 16 (8 below width 32), MLP 8/3 of the width as in the other sizes.
 * @throws naming what was expected
 */
export function studentShape(name: string, vocabSize: number): ModelShape {
  const found = /^(\d+)x(\d+)$/.exec(name);
  const [width, layers] = [Number(found?.[1]), Number(found?.[2])];
  const headWidth = width >= 32 ? 16 : 8;
  const fits =
    width >= 8 && width <= LARGEST.width && width % headWidth === 0 && layers >= 1 && layers <= LARGEST.layers;
  if (!fits) {
    throw new Error(
      `student: expected "width x layers" with a width that is a multiple of 16 up to ${LARGEST.width} and 1 to ${LARGEST.layers} ` +
        `layers, such as "64x2", got ${JSON.stringify(name)}`,
    );
  }
  const mlpWidth = Math.round((width * 8) / 3 / 8) * 8;
  return { vocabSize, width, layers, heads: width / headWidth, mlpWidth, ropeTheta: 10_000, normEps: 1e-5 };
}
