/** What runs inside a child process: sessions of onnxruntime-node that answer messages. */
import { answer, sessionHost, type CallMessage } from '@ganport/runtime/internal';
import { createSession, createStatefulSession } from '@ganport/runtime/node';

const methods = sessionHost({ createSession, createStatefulSession });

process.on('message', (message: CallMessage) => {
  void answer(methods, message).then((reply) => process.send?.(reply));
});
// The parent is gone: nobody is left to answer.
process.on('disconnect', () => process.exit());
