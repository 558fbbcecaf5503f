/** Sends this process the signal that Ctrl-C sends, as soon as training has begun. */
export function interruptSoon(): void {
  const known = process.listenerCount("SIGINT");
  const timer = setInterval(() => {
    if (process.listenerCount("SIGINT") === known) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGINT");
  }, 1);
}
