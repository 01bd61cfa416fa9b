/** A second copy of tfjs that is loaded before ganport. */
import { expect, test } from 'vitest';
import type * as tf from '@tensorflow/tfjs';
import { loadSecondCopy } from './support/second-tfjs.ts';

const refusal = expect.objectContaining({ name: 'ExportError', code: 'duplicate-tfjs' });

test('functions and models of the first copy are refused', async () => {
  const core = loadSecondCopy('@tensorflow/tfjs-core');
  const { exportModel, traceFunction } = await import('@ganport/export');
  const x = { shape: [2] };
  const doubled = ({ x: given }: tf.NamedTensorMap) => ({ y: core.mul(given as tf.Tensor, 2) });
  await expect(traceFunction(doubled, { x })).rejects.toThrow(refusal);

  const { sequential, layers: kinds } = loadSecondCopy('@tensorflow/tfjs-layers');
  const model = sequential({ layers: [kinds.dense({ units: 1, inputShape: [2] })] });
  await expect(exportModel(model)).rejects.toThrow(refusal);
});
