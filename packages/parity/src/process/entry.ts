/** What runs inside a child process: sessions of onnxruntime-node that answer messages. */
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import {
  answer,
  sessionHost,
  type AnswerMessage,
  type CallMessage,
} from '@ganport/runtime/internal';
import { nodeSessions } from '@ganport/runtime/internal/node';
import type { GuardData } from './guard.ts';
import { formatBytes, memoryMark } from './limits.ts';

/** The most bytes that one answer has, so that a child cannot fill its parent's memory. */
const MAX_ANSWER = 2 ** 30;

const workerData: GuardData = { memoryLimit: Number(process.argv[2]), mark: memoryMark };
new Worker(new URL('./guard.js', import.meta.url), { workerData }).unref();

// When the system itself runs out of memory, this process is the first to go. Linux only.
try {
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Elsewhere the memory limit alone has to do.
}

const methods = sessionHost(nodeSessions);

process.on('message', (message: CallMessage) => {
  void answer(methods, message).then((reply) => process.send?.(bounded(reply)));
});
// The parent has ended.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function bounded(message: AnswerMessage): AnswerMessage {
  if (!('reply' in message) || message.reply === null) return message;
  const bytes = Object.values(message.reply).reduce(
    (sum: number, { data }: { data?: { byteLength?: number } }) => sum + (data?.byteLength ?? 0),
    0,
  );
  if (bytes <= MAX_ANSWER) return message;
  const text = `the outputs have ${formatBytes(bytes)}, more than the ${formatBytes(MAX_ANSWER)} that one run may return; run fewer samples at once`;
  return {
    call: message.call,
    failure: { code: 'run-failed', message: text, refused: [] },
  };
}
