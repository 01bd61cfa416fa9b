/**
 * Convolutions that ONNX Runtime 1.30 computes wrong on WebGPU: of 6, 9, 15 … channels, and with filters
 * as large as their image. Sessions of any file compute there what they compute on the CPU.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { fillUniform, keyed } from '@ganport/core/internal';
import { traceFunction } from '@ganport/export';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { compareTensors } from '@ganport/parity';
import { openRuntimePage, type RuntimePage } from '@ganport/parity/chromium';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';

/** Of fixtures/webgpu-repair. */
type WebGpuFiles = Readonly<
  Record<
    string,
    {
      readonly repaired: boolean;
      readonly tensors: Readonly<
        Record<string, { readonly dims: number[]; readonly data: number[] }>
      >;
    }
  >
>;

const missing = missingChromium();
const counts = [3, 4, 5, 6, 9, 12, 15, 18];

function drawn(dims: readonly number[], draw: number): HostTensor {
  const data = new Float32Array(dims.reduce((a, b) => a * b));
  fillUniform(keyed(1, 'test', 0, draw), data, -1, 1);
  return { dtype: 'float32', dims, data };
}

describe.skipIf(missing !== undefined)(`convolutions on WebGPU${skipNote(missing)}`, () => {
  let page: RuntimePage;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    page = await openRuntimePage();
  });
  afterAll(() => page?.close());

  test.each(['constant', 'changing'])('%s filters of many channels', async (kind) => {
    const filters = counts.map((count) => drawn([3, 3, count, 8], count));
    const images = counts.map((count) => drawn([2, 8, 8, count], 100 + count));
    const isInput = kind === 'changing';
    const names = (prefix: string) => counts.map((count) => `${prefix}${count}`);
    const feeds: Record<string, HostTensor> = Object.fromEntries([
      ...names('x').map((name, i) => [name, images[i] as HostTensor]),
      ...(isInput ? names('w').map((name, i) => [name, filters[i] as HostTensor]) : []),
    ]);
    const specs = Object.entries(feeds).map(([name, { dims }]) => [name, { shape: dims }]);
    const onnx = await traceFunction(
      (inputs) =>
        Object.fromEntries(
          counts.map((count, i) => {
            const { data, dims } = filters[i] as HostTensor;
            const filter = inputs[`w${count}`] ?? tf.tensor(data as Float32Array, [...dims]);
            const image = inputs[`x${count}`] as tf.Tensor4D;
            return [`y${count}`, tf.conv2d(image, filter as tf.Tensor4D, 2, 'same')];
          }),
        ),
      Object.fromEntries(specs),
    );
    await expectTheSame(page, onnx.bytes(), feeds);
  });

  test('a file of another exporter, without a change to it', async () => {
    const numbers = Array.from({ length: 216 }, (_, i) => Math.sin(i).toFixed(4)).join(', ');
    const graph = parseGraph(`(float[N,6,5,5] x) => (float[N,4,3,3] y)
      <float[4,6,3,3] w = {${numbers}}> { y = Conv<kernel_shape = [3, 3]>(x, w) }`);
    await expectTheSame(page, OnnxModel.fromGraph(graph).bytes(), { x: drawn([2, 6, 5, 5], 1) });
  });

  test('files whose sizes are not plain to see', async () => {
    const folder = join(import.meta.dirname, '../../fixtures/webgpu-repair');
    const files = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as WebGpuFiles;
    // The others show what stays misread. A session takes seconds on a graphics card in software.
    const repairs = Object.entries(files).filter(([, { repaired }]) => repaired);
    const chosen = process.env['CI'] ? repairs.filter((_, i) => i % 4 === 0) : repairs;
    for (const [name, { tensors }] of chosen) {
      const { y, ...feeds } = Object.fromEntries(
        Object.entries(tensors).map(([key, { dims, data }]): [string, HostTensor] => [
          key,
          { dtype: 'float32', dims, data: Float32Array.from(data) },
        ]),
      );
      const session = await page.createSession(join(folder, `${name}.onnx`), {
        providers: ['webgpu'],
      });
      const found = await session.run(feeds);
      await session.dispose();
      const { maxAbs } = compareTensors(found['y'] as HostTensor, y as HostTensor);
      expect({ name, isRight: maxAbs < 1e-4 }).toEqual({ name, isRight: true });
    }
  });

  test('filters as large as their image, and their gradients', async () => {
    const feeds = {
      x: drawn([2, 4, 4, 3], 1),
      w: drawn([4, 4, 3, 2], 2),
      v: drawn([2, 2, 3, 2], 3),
    };
    const onnx = await traceFunction(
      (inputs) => {
        const { x, w, v } = inputs as { x: tf.Tensor4D; w: tf.Tensor4D; v: tf.Tensor4D };
        const sum = (filter: tf.Tensor4D) => tf.sum(tf.square(tf.conv2d(x, filter, 1, 'same')));
        return {
          y: tf.conv2d(x, w, 1, [
            [0, 0],
            [0, 1],
            [0, 2],
            [0, 0],
          ]),
          dv: tf.grad((filter) => sum(filter as tf.Tensor4D))(v),
        };
      },
      Object.fromEntries(Object.entries(feeds).map(([name, { dims }]) => [name, { shape: dims }])),
    );
    await expectTheSame(page, onnx.bytes(), feeds);
  });
});

async function expectTheSame(
  page: RuntimePage,
  bytes: Uint8Array,
  feeds: Readonly<Record<string, HostTensor>>,
) {
  const onCpu = await createSession(bytes, { providers: ['cpu'] });
  const onGpu = await page.createSession(bytes, { providers: ['webgpu'] });
  const [expected, found] = [await onCpu.run(feeds), await onGpu.run(feeds)];
  await Promise.all([onCpu.dispose(), onGpu.dispose()]);
  for (const [name, tensor] of Object.entries(expected)) {
    const { maxAbs } = compareTensors(found[name] as HostTensor, tensor);
    // Sums of at most 162 products of numbers below 10.
    expect(maxAbs).toBeLessThan(1e-4);
  }
}
