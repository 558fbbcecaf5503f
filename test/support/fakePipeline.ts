/** TEST ONLY: a pipeline worker that goes through the stages in seconds, with made-up results. */
import type { FromPipeline, StageId, ToPipeline } from "../../src/protocol/pipeline.ts";
import type { PipelineWorker } from "../../src/store/paper.types.ts";
import { fakeStageReports } from "./fakeStageReports.ts";

const TICKS = 20;

export class FakePipeline implements PipelineWorker {
  onmessage: PipelineWorker["onmessage"] = null;
  onerror: PipelineWorker["onerror"] = null;
  onmessageerror: PipelineWorker["onmessageerror"] = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param milliseconds between two messages */
  constructor(private readonly milliseconds: number) {}

  postMessage(message: ToPipeline): void {
    if (message.type === "stop") {
      this.terminate();
      this.#say({ type: "stopped" });
      return;
    }
    this.#say({ type: "backend", description: "nothing at all, made-up numbers" });
    const lineage = JSON.stringify(message.settings).length.toString(16);
    this.#tick(message.stages, 0, lineage);
  }

  terminate(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #tick(stages: readonly StageId[], at: number, lineage: string): void {
    const stage = stages[Math.floor(at / TICKS)];
    if (!stage) return this.#say({ type: "finished" });
    const step = (at % TICKS) + 1;
    this.#timer = setTimeout(() => {
      this.#say({
        type: "progress",
        progress: {
          stage,
          part: "step",
          fraction: step / TICKS,
          message: `Step ${step} of ${TICKS}, reward ${(0.3 + 0.02 * step).toFixed(2)}.`,
          stageEta: TICKS - step,
          totalEta: TICKS - step + 60,
          record: { step, metrics: { reward: 0.3 + 0.02 * step, "rewards/accuracy/mean": 0.2 + 0.02 * step } },
        },
      });
      const report = fakeStageReports().find((candidate) => candidate.stage === stage);
      if (step === TICKS && report) {
        const checkpoint = report.checkpoint && {
          ...report.checkpoint,
          sha256: `${report.checkpoint.sha256}-${lineage}`,
        };
        const parents = report.parents.map((parent) =>
          parent.name === "base-mini" ? parent : { ...parent, sha256: `${parent.sha256}-${lineage}` },
        );
        const own = { ...report, scale: "tiny" as const, lineage: `${lineage}${report.lineage}`, checkpoint, parents };
        this.#say({ type: "stage-done", report: own });
      }
      this.#tick(stages, at + 1, lineage);
    }, this.milliseconds);
  }

  #say(data: FromPipeline): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }
}
