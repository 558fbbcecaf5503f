/** A checkpoint that cannot be used. The message reads `where: expected X, got Y`; callers branch on the class. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";

  constructor(
    readonly where: string,
    readonly expected: string,
    readonly got: string,
    hint?: string,
  ) {
    super(`${where}: expected ${expected}, got ${got}${hint === undefined ? "" : ` (${hint})`}`);
  }
}
