/** Progress on stderr, at most one line every `everySeconds`. */
export class ProgressLine {
  private last = 0;

  constructor(private readonly everySeconds = 2) {}

  show(text: () => string, force = false): void {
    const now = Date.now();
    if (!force && now - this.last < this.everySeconds * 1000) return;
    this.last = now;
    process.stderr.write(`${text()}\n`);
  }
}
