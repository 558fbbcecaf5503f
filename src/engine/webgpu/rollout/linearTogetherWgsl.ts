const list = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/** A product of a workgroup's rows with a packed matrix in `weights`. */
export interface TogetherLinear {
  /** Name of the function that loads four numbers of the input at an index. */
  input: string;
  /** Numbers from one row of the input to the next. */
  stride: number;
  inner: number;
  outer: number;
  /** Expression of the matrix' first vector. */
  at: string;
  /** Gate and up of a column are computed side by side: the second half of the outputs belongs to the first. */
  gated?: boolean;
  /** What becomes of the sum (and the up) of row r and column `o`. */
  done(r: number, sum: string, up: string): string;
}

/**
 * WGSL of x weightᵀ for all rows of a workgroup and by all of its threads: neighbours read neighbouring columns, a thread has `wide` of
 * them, and each vector of the matrix is loaded once for all rows. Ends with a barrier.
 */
export function linearTogetherWgsl(
  { rows, threads, wide }: { rows: number; threads: number; wide: number },
  { input, stride, inner, outer, at, gated = false, done }: TogetherLinear,
): string {
  const columns = gated ? outer / 2 : outer;
  const halves = gated ? ["g", "u"] : ["g"];
  const both = (line: (half: string) => string): string => halves.map(line).join(" ");
  return /* wgsl */ `
    for (var first = t; first < ${columns}u; first += ${threads * wide}u) {
      ${list(wide, (i) => `let o${i} = min(first + ${i * threads}u, ${columns - 1}u);`)}
      ${list(rows * wide, (n) => both((s) => `var ${s}${n} = 0.0;`))}
      var at = ${at};
      for (var k = 0u; k < ${inner / 4}u; k++) {
        ${list(wide, (i) => both((s) => `let ${s}w${i} = weights[at + o${i}${s === "u" ? ` + ${columns}u` : ""}];`))}
        ${list(
          rows,
          (r) => `{
            let v = ${input}(${r * stride}u + 4u * k);
            ${list(wide, (i) => both((s) => `${s}${r * wide + i} += dot(v, ${s}w${i});`))}
          }`,
        )}
        at += ${outer}u;
      }
      ${list(
        wide,
        (i) => `if (first + ${i * threads}u < ${columns}u) {
          let o = o${i};
          ${list(rows, (r) => done(r, `g${r * wide + i}`, `u${r * wide + i}`))}
        }`,
      )}
    }
    workgroupBarrier();`;
}
