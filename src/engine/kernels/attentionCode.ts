/** How the values of a head are read: by fours where its width allows, else by twos. */
export interface HeadChunks {
  type: "vec2f" | "vec4f";
  /** Values of a chunk. */
  size: 2 | 4;
  /** Chunks of a head. */
  count: number;
}

export const headChunks = (headWidth: number): HeadChunks =>
  headWidth % 4 === 0
    ? { type: "vec4f", size: 4, count: headWidth / 4 }
    : { type: "vec2f", size: 2, count: headWidth / 2 };

/** Lines for 0 … n-1: arrays stay in registers only where every index is a constant. */
export const unrolled = (n: number, line: (i: number) => string, joint = "\n"): string =>
  Array.from({ length: n }, (_, i) => line(i)).join(joint);

/** Dot product of two heads, given by the code of their chunks. */
export const dotOf = ({ count }: HeadChunks, a: (c: number) => string, b: (c: number) => string): string =>
  unrolled(count, (c) => `dot(${a(c)}, ${b(c)})`, " + ");

/** Threads of a workgroup. */
export const WORKGROUP = 64;

/** Rows that a thread of the software variants works on: what it loads serves all of them. */
export const ROWS = 4;

/** Rows of keys and values (or of queries and gradients) that fit into the 16 KiB of workgroup memory that every device has. */
const tileRows = (headWidth: number): number => Math.max(1, Math.min(64, Math.floor(1984 / headWidth)));

const entry = /* wgsl */ `
  @compute @workgroup_size(${WORKGROUP})
  fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) i: u32,
  ) {
    let g = group.x + group.y * groups.x;`;

const sizes = ({ type, size, count }: HeadChunks): string => /* wgsl */ `
  alias T = ${type};
  const C = ${count}u;
  const CHUNK = ${size}u;
  const SCALE = f32(${1 / Math.sqrt(size * count)});
  const ROWS = ${ROWS}u;`;

/**
 * Start of `main` where a thread works on ROWS rows of head h, first … last. Neighbouring threads have the same rows and different
 * heads: on a device in software they are lanes of one vector and take the same loops. `w` is the width in chunks.
 */
export const rowsOfThread = (chunks: HeadChunks): string => /* wgsl */ `${sizes(chunks)}
  ${entry}
    let id = g * ${WORKGROUP}u + i;
    let first = id / p.heads * ROWS;
    if (first >= p.rows) { return; }
    let h = id % p.heads;
    let last = min(first + ROWS, p.rows) - 1u;
    let w = p.width / CHUNK;`;

/** Workgroups for `rowsOfThread`. */
export const groupsOfRows = (rows: number, heads: number): number =>
  Math.ceil((Math.ceil(rows / ROWS) * heads) / WORKGROUP);

/**
 * Start of `main` where a workgroup works on rows first … last of head h, one a thread: `row`. Threads beyond the last row repeat it and
 * must not store. `tile` declares the workgroup's memory.
 */
export const rowOfThread = (chunks: HeadChunks, tile: string): string => /* wgsl */ `${sizes(chunks)}
  const TILE = ${tileRows(chunks.size * chunks.count)}u;
  ${tile}
  ${entry}
    let first = g / p.heads * ${WORKGROUP}u;
    if (first >= p.rows) { return; }
    let h = g % p.heads;
    let last = min(first + ${WORKGROUP}u, p.rows) - 1u;
    let row = min(first + i, last);
    let stores = first + i <= last;
    let w = p.width / CHUNK;`;

/** Workgroups for `rowOfThread`. */
export const groupsOfTiles = (rows: number, heads: number): number => Math.ceil(rows / WORKGROUP) * heads;
