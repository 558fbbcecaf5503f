/**
 * Turns the first Ctrl-C (or SIGTERM) into a question that a loop asks between its steps; one that comes more than two
 * seconds later ends the process at once. (Started through npm, one key press may arrive twice.)
 */
export class Interruption {
  private first = 0;

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (this.first > 0 && Date.now() - this.first > 2000) process.exit(130);
        if (this.first === 0) process.stderr.write("stopping after this step\n");
        this.first ||= Date.now();
      });
    }
  }

  get requested(): boolean {
    return this.first > 0;
  }
}
