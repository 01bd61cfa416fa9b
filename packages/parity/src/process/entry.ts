/** What runs inside a child process: sessions of onnxruntime-node that answer messages. */
import { answer, sessionHost, type CallMessage } from '@ganport/runtime/internal';
import { nodeSessions } from '@ganport/runtime/internal/node';

const methods = sessionHost(nodeSessions);

process.on('message', (message: CallMessage) => {
  void answer(methods, message).then((reply) => process.send?.(reply));
});
// The parent has ended.
process.on('disconnect', () => process.exit());
