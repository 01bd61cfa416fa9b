/** A model without a process, for tests of what is in front of models. */
import { hostTensor } from '@ganport/runtime';
import type { ServedModel } from './served-model.ts';

const y = hostTensor('float32', Float32Array.of(2), [1]);

/** A model that answers when it is told to. */
export function heldModel() {
  const waiting: (() => void)[] = [];
  let arrived: () => void = () => undefined;
  const model: ServedModel = {
    ...{ name: 'held', path: 'held.onnx', provider: 'cpu', alone: undefined, generator: undefined },
    inputs: [{ name: 'x', dtype: 'float32', dims: ['n'] }],
    outputs: [{ name: 'y', dtype: 'float32', dims: ['n'] }],
    isReady: true,
    waiting: 0,
    infer: (_feeds, _fetches, signal) =>
      new Promise((resolve, reject) => {
        waiting.push(() => resolve({ y }));
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        arrived();
      }),
    dispose: async () => undefined,
  };
  return {
    model,
    /** Until `count` requests are under way. */
    async arrivals(count: number) {
      while (waiting.length < count) await new Promise<void>((resolve) => (arrived = resolve));
    },
    release: () => waiting.splice(0).forEach((answer) => answer()),
  };
}
