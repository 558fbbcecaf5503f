/**
 * Turns the first Ctrl-C (or SIGTERM) into a question that a loop asks between its steps; one that comes more than two
 * seconds later ends the process at once. (Started through npm, one key press may arrive twice.)
 */
export class Interruption {
  private first = 0;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.listen);
  }

  /** Lets the event loop turn, because signals arrive only then and the CPU engine never waits for anything. */
  async requested(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.first > 0;
  }

  /** A signal has arrived; one that only waits for the event loop to turn is not seen. */
  get noticed(): boolean {
    return this.first > 0;
  }

  /** Signals end the process again as they did before. */
  dispose(): void {
    for (const signal of SIGNALS) process.off(signal, this.listen);
  }

  private readonly listen = (): void => {
    if (this.first > 0 && Date.now() - this.first > 2000) process.exit(130);
    if (this.first === 0) process.stderr.write("stopping as soon as it can be saved\n");
    this.first ||= Date.now();
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
