/** Sends this process the signal that Ctrl-C sends, as soon as the command listens for it and `ready` says so. */
export function interruptSoon(ready: () => boolean = () => true): void {
  const known = process.listenerCount("SIGINT");
  const timer = setInterval(() => {
    if (process.listenerCount("SIGINT") === known || !ready()) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGINT");
  }, 1);
}
