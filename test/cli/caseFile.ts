/** Two groups of two completions of two tokens. */
export const caseInputs = {
  logp: [
    [-1, -2],
    [-0.5, -0.1],
    [-1, -1],
    [-3, -0.2],
  ],
  old_logp: [
    [-1.1, -2],
    [-0.5, -0.3],
    [-1, -1.4],
    [-2.5, -0.2],
  ],
  ref_logp: [
    [-1, -2.2],
    [-0.6, -0.1],
    [-1, -1],
    [-3, -0.3],
  ],
  mask: [
    [1, 1],
    [1, 1],
    [1, 0],
    [1, 1],
  ],
  entropy: [
    [1, 2],
    [0.5, 0.2],
    [1, 1.5],
    [2, 0.1],
  ],
  rewards: [1, 0, 1, 0.5],
  max_completion_length: 4,
};
/** A file with one case, "a". */
export const caseFile = (settings: object, change: object = {}) => ({
  group_size: 2,
  inputs: caseInputs,
  cases: { a: { settings, ...change } },
});
