/**
 * The page's shared worker, which fetches calls and sends answers. Chromium's developer tools, by
 * which the page is driven, keep what a page fetches: the bytes up to 100 MB, notes of each request
 * for good. They do not watch a shared worker.
 */

/** A request in one direction: a GET of the path, or a POST of the body. */
export interface Errand {
  readonly number: number;
  readonly path: string;
  readonly body?: Uint8Array<ArrayBuffer>;
}

export type Outcome = { readonly number: number } & (
  | { readonly bytes: ArrayBuffer }
  | { readonly failure: string }
);

/** Asked by the page while it waits, and answered at once. */
export type Sign = 'alive';

globalThis.addEventListener('connect', (event: Event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  const answer = (outcome: Outcome) =>
    port.postMessage(outcome, 'bytes' in outcome ? [outcome.bytes] : []);
  port.addEventListener('message', ({ data }: MessageEvent<Errand | Sign>) => {
    if (data === 'alive') port.postMessage(data);
    else void run(data).then(answer);
  });
  port.start();
});

async function run({ number, path, body }: Errand): Promise<Outcome> {
  try {
    const response = await fetch(path, body && { method: 'POST', body });
    if (!response.ok) throw new Error(`${path}: status ${response.status}`);
    return { number, bytes: await response.arrayBuffer() };
  } catch (error) {
    return { number, failure: error instanceof Error ? error.message : String(error) };
  }
}
