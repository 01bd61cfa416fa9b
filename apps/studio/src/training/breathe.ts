/**
 * Lets a worker hear the page. A step on WebAssembly computes in this thread, and its promises leave no
 * room for messages; without a pause a run could not be stopped.
 */

/** Milliseconds without a pause. */
const BREATH = 20;

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.addEventListener('message', () => waiting.shift()?.());
channel.port1.start();

let last = performance.now();

/** Waits until the messages that are there have been heard; at once where that was a moment ago. */
export async function breathe(): Promise<void> {
  if (performance.now() - last < BREATH) return;
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(undefined);
  });
  last = performance.now();
}
