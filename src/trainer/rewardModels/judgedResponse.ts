/** A response to a prompt, as words of the vocabulary. */
export interface JudgedResponse {
  /** As the policy read it: `<bos> user : … ? assistant :`, in either language. */
  prompt: readonly string[];
  /** Everything that the policy wrote, tags and `<eos>` included where there are any. */
  response: readonly string[];
}
