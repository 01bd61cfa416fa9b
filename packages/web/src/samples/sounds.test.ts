/** Against the sheet that @ganport/core draws. */
import { dataKinds } from '@ganport/core/internal';
import { expect, test } from 'vitest';
import { modelSpec } from '../model-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { Sample } from '../models/sample-kind.ts';
import { toSamples } from './index.ts';

const length = 512;

function specOf(metadata: Record<string, string> = {}): NoiseSpec {
  const noise = { name: 'noise', dtype: 'float32', dims: ['N', 4] };
  const audio = { name: 'audio', dtype: 'float32', dims: ['N', 'length', 1] };
  const all = { 'ganport.kind': 'audio', ...metadata };
  return modelSpec({ inputs: [noise], outputs: [audio] }, all) as NoiseSpec;
}

const tone = (frequency: number) =>
  Float32Array.from({ length }, (_, i) => 0.7 * Math.sin((2 * Math.PI * frequency * i) / length));
const tones = Float32Array.from([...tone(40), ...tone(100)]);

test.each([[[2, length, 1]], [[2, 1, length]], [[2, length]]])('sounds of %o', (dims) => {
  const samples = toSamples({ dtype: 'float32', dims, data: tones }, specOf());
  expect(samples.map(({ sound }) => sound)).toEqual([tone(40), tone(100)]);
  for (const { picture, sound } of samples as readonly Required<Sample>[]) {
    const one = { dtype: 'float32', dims: [1, length, 1], data: sound } as const;
    const { width, data } = dataKinds.audio.picture([one], [length, 1], 1, undefined);
    const frame = (width - picture.width) / 2;
    const expected = Array.from({ length: picture.width * picture.height }, (_, i) => {
      const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
      const at = 3 * ((y + frame) * width + x + frame);
      return [...data.subarray(at, at + 3), 255];
    }).flat();
    const worst = expected.reduce(
      (most, level, i) => Math.max(most, Math.abs(level - (picture.rgba[i] ?? NaN))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1);
  }
});

test('the values of a file become −1 to 1', () => {
  const data = Float32Array.of(0, 255, 127.5, 0);
  const spec = specOf({ 'ganport.range.audio': '0 255' });
  const [sample] = toSamples({ dtype: 'float32', dims: [1, 4, 1], data }, spec);
  expect(sample?.sound).toEqual(Float32Array.of(-1, 1, 0, -1));
});

test.each([[[1, 4, 2]], [[1, 2 ** 20 + 1, 1]]])('%o is no sound', (dims) => {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  expect(() => toSamples({ dtype: 'float32', dims, data }, specOf())).toThrow(
    /^sounds are float32\[batch, length, 1\] of at most 1048576 samples; .* output audio is \[1, /,
  );
});
