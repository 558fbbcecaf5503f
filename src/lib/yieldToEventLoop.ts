/** Lets queued messages run. A MessageChannel, because timers are clamped to 4 ms in browsers and to 1 s in hidden pages. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
