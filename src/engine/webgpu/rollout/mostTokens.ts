/**
 * Tokens that a slot draws at most until every row of a rollout has ended: what can be known without looking.
 *
 * Where all slots go in step, a slot's k-th row starts after at most k full rows. Where each goes at its own pace within a slice, one
 * that is ahead may take rows that another would have started sooner. When the last row is taken, no slot has been idle yet and none
 * is more than a slice behind: all other rows' tokens, spread evenly, are at most that far away.
 *
 * @param longest tokens of a row at most
 * @param ahead tokens that a slot may be ahead of another: a slice; 0 where all go in step
 */
export function mostTokens(rows: number, slots: number, longest: number, ahead: number): number {
  if (rows <= slots) return longest;
  if (ahead === 0) return Math.ceil(rows / slots) * longest;
  return Math.floor(((rows - 1) * longest) / slots) + longest + ahead;
}
