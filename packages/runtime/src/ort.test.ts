/** What ONNX Runtime says about a model's inputs. */
import { expect, test } from 'vitest';
import { valueInfos } from './ort.ts';

test('open sizes without a name are open in Node and in pages', () => {
  const shapes = [
    ['', 'N', 3],
    [2 ** 32 - 1, 'N', 3],
    [-1, 'N', 3],
  ];
  for (const shape of shapes) {
    const [info] = valueInfos([{ name: 'x', isTensor: true, type: 'float32', shape }]);
    expect(info).toEqual({ name: 'x', dtype: 'float32', dims: ['', 'N', 3] });
  }
});
