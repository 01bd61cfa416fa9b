import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { conditionLosses } from './heads.ts';

await tf.setBackend('cpu');

const column = (...values: number[]) => tf.tensor2d(values, [values.length, 1]);

test('the losses of a condition are mean relative errors of the outputs that are asked for', () => {
  const scores = { logit: column(0, 0), condition: column(50, 220), total: column(90, 200) };
  const condition = column(100, 200);
  const losses = (outputs: ('condition' | 'total')[], weight: number) =>
    conditionLosses([scores], outputs, { condition }, weight).map((loss) => loss.dataSync()[0]);
  expect(losses(['condition'], 1)).toEqual([expect.closeTo((0.5 + 0.1) / 2, 6)]);
  expect(losses(['condition', 'total'], 2)).toEqual([
    expect.closeTo(0.6, 6),
    expect.closeTo(0.1, 6),
  ]);
  expect(losses(['total'], 0)).toEqual([]);
  expect(conditionLosses([scores], ['total'], {}, 1)).toEqual([]);
});
