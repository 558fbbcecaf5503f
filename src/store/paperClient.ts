import type { FromPipeline, ToPipeline } from "../protocol/pipeline.ts";
import type { PipelineWorker } from "./paper.types.ts";

export interface PaperClientOptions {
  create: () => PipelineWorker;
  onMessage: (message: FromPipeline) => void;
  /** The worker is gone: it could not start, threw outside a handler, or sent something unreadable. */
  onCrash: (reason: string) => void;
}

/** One pipeline worker at a time, typed in both directions. */
export class PaperClient {
  #options: PaperClientOptions;
  #worker: PipelineWorker | null = null;

  constructor(options: PaperClientOptions) {
    this.#options = options;
  }

  /** Sends a message; starts the worker if there is none. */
  post(message: ToPipeline): void {
    (this.#worker ?? this.#start())?.postMessage(message);
  }

  /** Ends the worker at once; the next `post` starts a new one. */
  stop(): void {
    const worker = this.#worker;
    this.#worker = null;
    if (!worker) return;
    worker.onmessage = worker.onerror = worker.onmessageerror = null;
    worker.terminate();
  }

  #start(): PipelineWorker | null {
    const { create, onMessage } = this.#options;
    let worker: PipelineWorker;
    try {
      worker = create();
    } catch (error) {
      this.#crash(error instanceof Error ? error.message : String(error));
      return null;
    }
    worker.onmessage = (event) => onMessage(event.data);
    worker.onerror = (event) => this.#crash(event.message || "it could not be started");
    worker.onmessageerror = () => this.#crash("it sent a message that could not be read");
    this.#worker = worker;
    return worker;
  }

  #crash(reason: string): void {
    this.stop();
    this.#options.onCrash(reason);
  }
}
