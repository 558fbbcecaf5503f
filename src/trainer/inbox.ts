/** Commands in order of arrival, and a way to sleep until the next sign of life. */
export class Inbox<T> {
  private readonly waiting: T[] = [];
  private wakeUp: (() => void) | null = null;

  put(command: T): void {
    this.waiting.push(command);
    this.wake();
  }

  /** Before all others. */
  putBack(command: T): void {
    this.waiting.unshift(command);
    this.wake();
  }

  take(): T | undefined {
    return this.waiting.shift();
  }

  peek(): T | undefined {
    return this.waiting[0];
  }

  some(test: (command: T) => boolean): boolean {
    return this.waiting.some(test);
  }

  /** Ends the sleep, if there is one. */
  wake(): void {
    this.wakeUp?.();
    this.wakeUp = null;
  }

  /** Until the next `put` or `wake`. */
  sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
    });
  }
}
