/** What runs inside a worker thread: sessions that answer messages. */
import { parentPort } from 'node:worker_threads';
import { sessionHost } from '../remote/host.ts';
import { answer, type AnswerMessage, type CallMessage } from '../remote/message-channel.ts';
import { buffersOf } from '../remote/transfer.ts';
import { isTensorMap } from '../tensor.ts';
import { nodeSessions } from './platform.ts';

const methods = sessionHost(nodeSessions);

/**
 * The answer with the memory that is moved along: that of results, which nothing else uses, and that
 * of feeds when the caller asks for it.
 */
function parcel(call: CallMessage, message: AnswerMessage): [AnswerMessage, ArrayBuffer[]] {
  const results = 'reply' in message && isTensorMap(message.reply) ? buffersOf(message.reply) : [];
  if (!call.returnFeeds || !('feeds' in call.request)) return [message, results];
  const spent = buffersOf(call.request.feeds);
  return [{ ...message, spent }, [...results, ...spent]];
}

parentPort?.on('message', (message: CallMessage) => {
  void answer(methods, message).then((reply) => parentPort?.postMessage(...parcel(message, reply)));
});
