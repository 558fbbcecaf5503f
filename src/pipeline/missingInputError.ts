import type { StageId } from "../protocol/pipeline.ts";
import { stageInfo } from "../recipes/stages.ts";

/** A stage was started before one that it needs. Callers branch on the class. */
export class MissingInputError extends Error {
  override readonly name = "MissingInputError";

  constructor(
    readonly stage: StageId,
    readonly needed: StageId,
    file: string,
  ) {
    super(
      `stage ${stage}: expected the result of stage ${needed} (${file}), got none ` +
        `(run --stage ${needed} first, "${stageInfo(needed).title}", or --stage all)`,
    );
  }
}
