import { expect, test } from 'vitest';
import type { End, Ends } from './models/ends.ts';
import { modelSpec } from './model-spec.ts';

const end = (name: string, dims: End['dims'], dtype = 'float32'): End => ({ name, dtype, dims });
const ends = (inputs: readonly End[], outputs: readonly End[]): Ends => ({ inputs, outputs });
const image = end('image', ['batch', 28, 28, 1]);
const noise = end('noise', ['batch', 100]);
const label = end('label', ['batch'], 'int32');

test('a generator: what the file says, else what is usual', () => {
  expect(modelSpec(ends([noise], [image]), {})).toEqual({
    kind: 'noise',
    input: 'noise',
    latent: [100],
    batch: undefined,
    label: undefined,
    noise: { name: 'normal', center: 0, scale: 1 },
    samples: { kind: 'images' },
    output: 'image',
    values: 784,
    layout: undefined,
    range: [-1, 1],
  });
  const declared = {
    'ganport.distribution.noise': 'normal 1 0.5',
    'ganport.range.image': '0 255',
    'ganport.layout.image': 'NCHW',
    'ganport.classes': '["a","b"]',
  };
  expect(modelSpec(ends([label, end('noise', [8, 2, 1, 1])], [image]), declared)).toMatchObject({
    kind: 'noise',
    latent: [2, 1, 1],
    batch: 8,
    label: { input: 'label', classes: ['a', 'b'] },
    noise: { name: 'normal', center: 1, scale: 0.5 },
    layout: 'NCHW',
    range: [0, 255],
  });
});

test('a generator of sounds from uniform noise', () => {
  const metadata = {
    'ganport.kind': 'audio',
    'ganport.audio.rate': '8000',
    'ganport.distribution.noise': 'uniform 0 4',
  };
  expect(modelSpec(ends([noise], [end('audio', ['batch', 512, 1])]), metadata)).toMatchObject({
    kind: 'noise',
    samples: { kind: 'audio', rate: 8000 },
    noise: { name: 'uniform', center: 2, scale: 2 },
    values: 512,
  });
});

test.each([
  [['N', 'h', 'w', 3], {}, 'NHWC', { multiple: 4 }, 3],
  [[1, 3, 'h', 'w'], {}, 'NCHW', { multiple: 4 }, 3],
  [
    ['N', 'h', 'w', 3],
    { 'ganport.multiple.h': '8', 'ganport.multiple.w': '8' },
    'NHWC',
    { multiple: 8 },
    3,
  ],
  [['N', 'h', 'w', 1], { 'ganport.version': '0.1.0' }, 'NHWC', { multiple: 1 }, 1],
  [[1, 256, 256, 3], {}, 'NHWC', { fixed: 256 }, 3],
] as const)('a translator of %o with %o', (dims, metadata, layout, height, channels) => {
  const x = end('x', dims);
  expect(modelSpec(ends([x], [{ ...x, name: 'y' }]), metadata)).toMatchObject({
    kind: 'image',
    input: { name: 'x', layout, range: [-1, 1] },
    height,
    width: height,
    channels,
  });
});

const labeled = ends([noise, label], [image]);

test.each<[Ends, Record<string, string>, RegExp]>([
  [ends([], [image]), {}, /this model has none$/],
  [
    ends([noise, end('b', [2, 3])], [image]),
    {},
    /^a generator has one input, .*; this model has noise, b$/,
  ],
  [ends([end('z', [0, 100])], [image]), {}, /at least 1 .* input z is float32\[0, 100\]$/],
  [ends([end('z', [1, 2 ** 25])], [image]), {}, /at most 16777216 numbers/],
  [
    ends([end('z', ['N', 'size'])], [image]),
    {},
    /^noise is float32\[batch, size\]; .* float32\[N, size\]$/,
  ],
  [ends([end('z', ['N', 4], 'float16')], [image]), {}, /input z is float16\[N, 4\]$/],
  [ends([noise], [image]), { 'ganport.distribution.noise': 'gamma 1 2' }, /needs gamma 1 2$/],
  [ends([noise], [image]), { 'ganport.distribution.noise': 'uniform 1' }, /needs uniform 1$/],
  [
    ends([noise], [image]),
    { 'ganport.kind': 'toString' },
    /^this model makes toString; a page shows images, audio, jets, text, volumes, rows$/,
  ],
  [
    ends([noise], [image]),
    { 'ganport.kind': 'audio', 'ganport.audio.rate': '1e9' },
    /plays 3000 to 192000 samples a second; ganport\.audio\.rate of this model is 1e9$/,
  ],
  [labeled, {}, /^this model's labels have no names, .*: export it again with ganport$/],
  [labeled, { 'ganport.classes': '[]' }, /have no names/],
  [labeled, { 'ganport.classes': '[1]' }, /have no names/],
  [labeled, { 'ganport.classes': '{"a":' }, /have no names/],
  [
    ends([end('x', ['N', 'h', 'w', 4])], [image]),
    {},
    /images are float32\[1, height, width, 1 or 3\]; x .* is/,
  ],
  [
    ends([end('x', [1, 9999, 9999, 3])], [image]),
    {},
    /sides of 1 to 4096 pixels; this model fixes one of 9999$/,
  ],
  [
    ends([end('x', ['N', 'h', 'w', 3])], [image]),
    { 'ganport.multiple.h': '-2' },
    /ganport\.multiple\.h: must be/,
  ],
])('%o with %o is refused in one line', (model, metadata, line) => {
  expect(() => modelSpec(model, metadata)).toThrow(line);
});
