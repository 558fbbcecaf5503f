import type { SievedExample } from "../../src/pipeline/exampleLines.ts";

/** TEST ONLY: an example of a stage's data. */
export const sievedExample = (more: Partial<SievedExample>): SievedExample => ({
  level: "equation",
  source: "sampled",
  prompt: "<bos> user : find x : 5 * x + 9 = 34 ? assistant :",
  response: "|special_token| 5 * 5 = 25 + 9 = 34 yes |special_token| the answer is 5 . <eos>",
  ...more,
});
