/**
 * Files fitted to WebAssembly and WebGPU in Chromium compute there what the original computes on the
 * CPU, also a convolution of 6 channels, which ONNX Runtime's WebGPU computes wrong as it is.
 */
import { describe, expect, test } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { compareTensors, optimizeFor } from '@ganport/parity';
import { createChromiumSession } from '@ganport/parity/chromium';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';

const missing = missingChromium();
const numbers = (count: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(i) / 4).join(', ');
const { model } = OnnxModel.fromGraph(
  parseGraph(
    `six (float[batch,6,8,8] x) => (float[batch,2,8,8] y) <float[8,6,3,3] w = {${numbers(8 * 6 * 9)}}, float[2,8,1,1] v = {${numbers(16)}}> {
      a = Conv<pads = [1, 1, 1, 1]>(x, w)
      y = Conv(a, v)
    }`,
  ),
);
const data = Float32Array.from({ length: 2 * 6 * 64 }, (_, i) => Math.cos(i));
const x: HostTensor = { dtype: 'float32', dims: [2, 6, 8, 8], data };

async function outputOf(session: Awaited<ReturnType<typeof createSession>>): Promise<HostTensor> {
  try {
    const { y } = await session.run({ x });
    return y as HostTensor;
  } finally {
    await session.dispose();
  }
}

describe.skipIf(missing !== undefined)(`files fitted to a page${skipNote(missing)}`, () => {
  test.each(['wasm', 'webgpu'] as const)('%s', async (provider) => {
    const result = await optimizeFor(model, { provider, seconds: 0 });
    expect(result.kinds).toHaveLength(1);
    expect(result.after).toBeLessThanOrEqual(result.before);
    const bytes = new OnnxModel(result.model).bytes();
    const actual = await outputOf(await createChromiumSession(bytes, { provider }));
    const original = new OnnxModel(model).bytes();
    const expected = await outputOf(await createSession(original, { providers: ['cpu'] }));
    expect(compareTensors(actual, expected).maxAbs).toBeLessThan(1e-4);
  });
});
