/**
 * What runs inside the page: sessions of onnxruntime-web that answer calls. A call's bytes are
 * fetched from the server that the page came from, and its answer is sent back there.
 */
import { answer, createSerializer, sessionHost, type CallMessage } from '@ganport/runtime/internal';
import { webSessions } from '@ganport/runtime/internal/web';
import type { Errand, Outcome, Sign } from './courier.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

const methods = sessionHost(webSessions);

/** A small call arrives before a large one; they are begun in the order in which they were made. */
const serialize = createSerializer();

const { port: courier } = new SharedWorker('/chromium/courier.js', { type: 'module' });
const waiting = new Map<number, (outcome: Outcome) => void>();
courier.addEventListener('message', ({ data }: MessageEvent<Outcome | Sign>) => {
  missed = 0;
  if (data === 'alive') return;
  waiting.get(data.number)?.(data);
  waiting.delete(data.number);
});
courier.start();

/** Seconds without a sign of the worker after which it is dead: its end is no event in the page. */
const PATIENCE = 10;
let missed = 0;
setInterval(() => {
  if (waiting.size === 0) {
    missed = 0;
    return;
  }
  const sign: Sign = 'alive';
  courier.postMessage(sign, []);
  if (++missed <= PATIENCE) return;
  for (const [number, settle] of waiting)
    settle({ number, failure: "the page's worker has ended" });
  waiting.clear();
}, 1000);

let errands = 0;

async function send(path: string, body?: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const errand: Errand = { number: ++errands, path, ...(body && { body }) };
  const outcome = await new Promise<Outcome>((resolve) => {
    waiting.set(errand.number, resolve);
    courier.postMessage(errand, body ? [body.buffer] : []);
  });
  if ('failure' in outcome) throw new Error(outcome.failure);
  return new Uint8Array(outcome.bytes);
}

/** Answers the call that waits at `/call/<id>`. */
export async function answerCall(id: number): Promise<void> {
  const path = `/call/${id}`;
  const arriving = send(path);
  const bytes = await serialize(() => arriving);
  // Written by runtime-page.ts.
  const reply = await answer(methods, decodeMessage(bytes) as CallMessage);
  await send(path, encodeMessage(reply));
}
