/** A worker thread that holds one session, so that the event loop stays free while it computes. */
import { Worker } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { messageChannel, type AnswerMessage, type CallMessage } from '../remote/message-channel.ts';
import type { Channel } from '../remote/protocol.ts';
import { buffersOf, withOwnBuffers } from '../remote/transfer.ts';
import { compiledFile } from './compiled-file.ts';

/** @param consumeFeeds move the buffers of feeds to the thread instead of copying them */
export function startThread(consumeFeeds: boolean, file = compiledFile('node/entry.js')): Channel {
  const worker = new Worker(file);
  // A session that was forgotten does not keep the program running; a run that is awaited does.
  worker.unref();
  const channel = messageChannel({
    send: (message) => worker.postMessage(...parcel(message, consumeFeeds)),
    keepAlive: (waiting) => (waiting ? worker.ref() : worker.unref()),
    close: async () => {
      await worker.terminate();
    },
  });
  worker.on('message', (answer: AnswerMessage) => channel.receive(answer));
  worker.on('error', (error) => channel.died(`the session's thread died: ${messageOf(error)}`));
  worker.on('exit', (code) => channel.died(`the session's thread ended (exit code ${code})`));
  return channel;
}

function parcel(message: CallMessage, consumeFeeds: boolean): [CallMessage, ArrayBuffer[]] {
  const { request } = message;
  if (!('feeds' in request)) return [message, []];
  const feeds = withOwnBuffers(request.feeds);
  return [{ ...message, request: { ...request, feeds } }, consumeFeeds ? buffersOf(feeds) : []];
}
