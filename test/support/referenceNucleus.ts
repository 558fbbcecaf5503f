/** The nucleus by sorting: the fewest most probable tokens that have at least topP together, of equal ones the lower ids. */
export function referenceNucleus(p: ArrayLike<number>, topP: number): Set<number> {
  const order = Array.from(p, (_, token) => token).sort((a, b) => (p[b] as number) - (p[a] as number) || a - b);
  const kept = new Set<number>();
  let mass = 0;
  for (const token of order) {
    if (mass >= topP) break;
    kept.add(token);
    mass += p[token] as number;
  }
  return kept;
}
