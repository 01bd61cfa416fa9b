/** One image with the exported CycleGAN generator, the file users get, on ONNX Runtime. */
import { createGan, createPlan, exportNetwork } from '@ganport/core';
import { createSession } from '@ganport/runtime/node';
import { describe } from '../generate/cases.mjs';
import { place, repeated, serve } from '../harness/contestant.mjs';
import { wave } from './source.mjs';

const size = 256;
const gan = createGan(createPlan({ variant: 'cyclegan', image: [size, size, 3] }));
const { model: generator } = /** @type {import('@ganport/core').Gan['networks'][string]} */ (
  gan.networks['generator-AtoB']
);
const model = await exportNetwork({ model: generator, classNames: [] });
const session = await createSession(model.bytes(), place);
const data = wave(size);

async function translate() {
  const source = { dtype: /** @type {const} */ ('float32'), dims: [1, size, size, 3], data };
  const { image } = await session.run({ source });
  return describe(/** @type {Float32Array} */ (image?.data));
}

await serve(
  { version: '0.1.0', detail: `onnxruntime ${session.provider}` },
  { image: repeated(translate) },
);
