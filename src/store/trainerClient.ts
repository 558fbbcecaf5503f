import type { FromWorker, ToWorker } from "../protocol/messages.ts";

/** The part of `Worker` that the client uses; a test can stand in for it. */
export interface TrainerWorker {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface TrainerClientOptions {
  create: () => TrainerWorker;
  onMessage: (message: FromWorker) => void;
  /** The worker is gone: it could not start, threw outside a handler, or sent something unreadable. */
  onCrash: (reason: string) => void;
}

/** One worker at a time, typed in both directions. */
export class TrainerClient {
  #options: TrainerClientOptions;
  #worker: TrainerWorker | null = null;

  constructor(options: TrainerClientOptions) {
    this.#options = options;
  }

  /** Sends a message; starts the worker if there is none. */
  post(message: ToWorker): void {
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

  #start(): TrainerWorker | null {
    const { create, onMessage } = this.#options;
    let worker: TrainerWorker;
    try {
      worker = create();
    } catch (error) {
      this.#crash(error instanceof Error ? error.message : String(error));
      return null;
    }
    worker.onmessage = (event) => onMessage(event.data);
    worker.onerror = (event) => this.#crash(event.message || "the worker could not be started");
    worker.onmessageerror = () => this.#crash("the worker sent a message that could not be read");
    this.#worker = worker;
    return worker;
  }

  #crash(reason: string): void {
    this.stop();
    this.#options.onCrash(reason);
  }
}
