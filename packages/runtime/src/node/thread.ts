/** A worker thread that holds one session, so that the event loop stays free while it computes. */
import { Worker } from 'node:worker_threads';
import { messageOf, RuntimeError } from '../errors.ts';
import { messageChannel, type AnswerMessage, type CallMessage } from '../remote/message-channel.ts';
import type { Channel } from '../remote/protocol.ts';
import { buffersOf, withOwnBuffers } from '../remote/transfer.ts';
import { compiledFile } from './compiled-file.ts';
import { withoutTelemetry } from './telemetry.ts';

export interface ThreadOptions {
  /** Move the buffers of feeds to the thread in place of copying them. */
  readonly consumeFeeds?: boolean;
  /** With `consumeFeeds`: gets the buffers back when the run is over. */
  readonly onSpent?: (buffers: readonly ArrayBuffer[]) => void;
}

export function startThread(
  options: ThreadOptions = {},
  file = compiledFile('./entry.js', import.meta.url),
): Channel {
  withoutTelemetry();
  const worker = new Worker(file);
  // A session that is never disposed does not keep the program running; a pending run does.
  worker.unref();
  const channel = messageChannel({
    send: (message) => worker.postMessage(...parcel(message, options)),
    keepAlive: (waiting) => (waiting ? worker.ref() : worker.unref()),
    close: async () => {
      await worker.terminate();
    },
  });
  worker.on('message', (answer: AnswerMessage) => {
    if (answer.spent) options.onSpent?.(answer.spent);
    channel.receive(answer);
  });
  const died = (reason: string) => channel.died(new RuntimeError('crashed', reason));
  worker.on('error', (error) => died(`the session's thread died: ${messageOf(error)}`));
  worker.on('exit', (code) => died(`the session's thread ended (exit code ${code})`));
  return channel;
}

function parcel(
  message: CallMessage,
  { consumeFeeds = false, onSpent }: ThreadOptions,
): [CallMessage, ArrayBuffer[]] {
  const { request } = message;
  if (!('feeds' in request)) return [message, []];
  const feeds = withOwnBuffers(request.feeds);
  if (!consumeFeeds) return [{ ...message, request: { ...request, feeds } }, []];
  const returnFeeds = onSpent !== undefined;
  return [{ ...message, request: { ...request, feeds }, returnFeeds }, buffersOf(feeds)];
}
