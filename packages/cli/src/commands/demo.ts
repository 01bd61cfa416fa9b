/** `ganport demo`: the whole way once. */
import { createCommand } from '../command.ts';

export const command = createCommand('demo', {
  description:
    'Trains a small DCGAN on MNIST into ./demo-run, exports its generator to ONNX, and compares every runtime of this machine with the original. Takes three to four minutes on two cores.',
  examples: ['ganport demo'],
}).action(async () => {
  const { runDemo } = await import('../demo.ts');
  if (!(await runDemo('demo-run'))) process.exitCode ??= 1;
});
