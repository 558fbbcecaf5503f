/** The compiled kernels' signatures (see assembly/): pointers in bytes, counts and strides in floats. */
export interface Kernels {
  heapBase(): number;
  packedSize(K: number, N: number): number;
  gemmScratch(K: number, N: number, whole: number): number;
  pack(K: number, N: number, B: number, brs: number, bcs: number, out: number): void;
  gemmPacked(
    M: number,
    N: number,
    K: number,
    A: number,
    ars: number,
    acs: number,
    packed: number,
    C: number,
    ldc: number,
    accumulate: number,
    causal: number,
  ): void;
  gemm(
    M: number,
    N: number,
    K: number,
    A: number,
    ars: number,
    acs: number,
    B: number,
    brs: number,
    bcs: number,
    C: number,
    ldc: number,
    accumulate: number,
    causal: number,
    scratch: number,
  ): void;
  gather(n: number, D: number, ids: number, table: number, out: number): void;
  scatterAdd(n: number, D: number, ids: number, x: number, table: number): void;
  add(n: number, x: number, y: number): void;
  rmsNorm(n: number, D: number, eps: number, x: number, w: number, y: number, inv: number): void;
  rmsNormApply(n: number, D: number, x: number, w: number, y: number, inv: number): void;
  rmsNormBackward(n: number, D: number, x: number, w: number, inv: number, dy: number, dx: number, dw: number): void;
  swiglu(n: number, F: number, gateUp: number, act: number): void;
  swigluBackward(n: number, F: number, gateUp: number, dAct: number, dGateUp: number): void;
  rope(
    n: number,
    heads: number,
    hd: number,
    ld: number,
    x: number,
    positions: number,
    cos: number,
    sin: number,
    sign: number,
  ): void;
  sumOfSquares(n: number, x: number): number;
  adamw(
    n: number,
    p: number,
    g: number,
    m: number,
    v: number,
    scale: number,
    lr: number,
    beta1: number,
    beta2: number,
    eps: number,
    decay: number,
    c1: number,
    c2: number,
  ): void;
  attentionForward(T: number, D: number, H: number, qkv: number, out: number, probs: number, scratch: number): void;
  attentionBackward(
    T: number,
    D: number,
    H: number,
    qkv: number,
    probs: number,
    out: number,
    dOut: number,
    dqkv: number,
    dS: number,
    scratch: number,
  ): void;
  splitHeads(T: number, D: number, H: number, qkv: number, keys: number, values: number, capacity: number): void;
  attentionDecode(
    n: number,
    D: number,
    H: number,
    qkv: number,
    positions: number,
    prompts: number,
    promptLengths: number,
    promptKeys: number,
    promptValues: number,
    promptStride: number,
    promptCapacity: number,
    slots: number,
    keys: number,
    values: number,
    slotStride: number,
    capacity: number,
    out: number,
    scores: number,
  ): void;
  scoreForward(
    n: number,
    V: number,
    temperature: number,
    logits: number,
    targets: number,
    logProbs: number,
    entropies: number,
    lse: number,
  ): void;
  scoreBackward(
    n: number,
    V: number,
    temperature: number,
    logits: number,
    targets: number,
    entropies: number,
    lse: number,
    dLogProbs: number,
    dEntropies: number,
  ): void;
  sampleTokens(
    n: number,
    V: number,
    temperature: number,
    topP: number,
    logits: number,
    logitRows: number,
    seed: number,
    step: number,
    rows: number,
    positions: number,
    tokens: number,
    logProbs: number,
    probs: number,
  ): void;
}

export async function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  if (!isKernels(exports)) throw new Error("wasm kernels: expected a module with our kernels, got another one");
  return exports;
}

const isKernels = (exports: WebAssembly.Exports): exports is WebAssembly.Exports & Kernels =>
  ["gemm", "attentionDecode", "sampleTokens"].every((name) => typeof exports[name] === "function");
