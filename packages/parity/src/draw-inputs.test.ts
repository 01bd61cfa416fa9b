import { expect, test } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { drawInputs } from './draw-inputs.ts';

const modelOf = (type: string) =>
  OnnxModel.fromGraph(parseGraph(`(${type} x) => (${type} y) { y = Identity(x) }`)).model;

test('inputs of any size up to the limit are drawn', () => {
  expect(drawInputs(modelOf('float[N,3]'))['x']?.dims).toEqual([2, 3]);
  expect(() => drawInputs(modelOf('float[N,1099511627776]'))).toThrow(
    'input x: is [2, 1099511627776], and at most 16777216 values are drawn; give inputs',
  );
});
