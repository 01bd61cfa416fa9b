/** What runs inside a worker thread or a child process: sessions that answer messages. */
import { parentPort } from 'node:worker_threads';
import { sessionHost } from '../remote/host.ts';
import { answer, type AnswerMessage, type CallMessage } from '../remote/message-channel.ts';
import { buffersOf } from '../remote/transfer.ts';
import { isTensorMap } from '../tensor.ts';
import { createSession, createStatefulSession } from './create-here.ts';

const methods = sessionHost({ createSession, createStatefulSession });

/** Results are made for the answer alone, so their memory is given away with it. */
function transferables(message: AnswerMessage): ArrayBuffer[] {
  return 'reply' in message && isTensorMap(message.reply) ? buffersOf(message.reply) : [];
}

if (parentPort) {
  const port = parentPort;
  port.on('message', (message: CallMessage) => {
    void answer(methods, message).then((reply) => port.postMessage(reply, transferables(reply)));
  });
} else {
  process.on('message', (message: CallMessage) => {
    void answer(methods, message).then((reply) => process.send?.(reply));
  });
  // The parent is gone: nobody is left to answer.
  process.on('disconnect', () => process.exit());
}
