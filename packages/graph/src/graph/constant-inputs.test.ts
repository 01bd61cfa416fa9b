import { expect, test } from 'vitest';
import { constantEntries, constantInputsOf } from './constant-inputs.ts';

test('what is written is read, with a value for each element', () => {
  const metadata = constantEntries({
    ratio: { dtype: 'float32', shape: [], values: [0.25] },
    size: { dtype: 'int32', shape: [2], values: [3, -4] },
    mask: { dtype: 'bool', shape: [1, 3], values: [1] },
  });
  expect(constantInputsOf({ metadata: { ...metadata, 'ganport.source': 'x' } })).toEqual({
    ratio: { dtype: 'float32', shape: [], data: Float32Array.of(0.25) },
    size: { dtype: 'int32', shape: [2], data: Int32Array.of(3, -4) },
    mask: { dtype: 'bool', shape: [1, 3], data: Uint8Array.of(1, 1, 1) },
  });
});

test.each([
  'no JSON',
  'null',
  '{"dtype":"float64","shape":[],"values":[1]}',
  '{"dtype":"float32","shape":[65537],"values":[1]}',
  '{"dtype":"float32","shape":[1e300,1e300],"values":[1]}',
  '{"dtype":"float32","shape":[-1,-1],"values":[1]}',
  '{"dtype":"float32","shape":[3],"values":[1,2]}',
  '{"dtype":"float32","shape":[1],"values":["1"]}',
])('a damaged entry is refused before memory is allocated: %s', (text) => {
  const read = () => constantInputsOf({ metadata: { 'ganport.constant.x': text } });
  expect(read).toThrow(/metadata ganport\.constant\.x: must be .*65536/);
});
