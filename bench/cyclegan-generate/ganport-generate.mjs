/**
 * One image with the exported CycleGAN generator, the file users get, on ONNX Runtime. With `optimized` as the
 * first argument, the file is fitted to where it computes by `ganport optimize`, for this size.
 */
import { createGan, createPlan, exportNetwork } from '@ganport/core';
import { createSession } from '@ganport/runtime/node';
import { describe } from '../generate/cases.mjs';
import { place, repeated, serve } from '../harness/contestant.mjs';
import { fitted } from '../harness/fitted.mjs';
import { wave } from './source.mjs';

const size = 256;
const gan = createGan(createPlan({ variant: 'cyclegan', image: [size, size, 3] }));
const { model: generator } = /** @type {import('@ganport/core').Gan['networks'][string]} */ (
  gan.networks['generator-AtoB']
);
const exported = await exportNetwork({ model: generator, classNames: [] });
/** A search among so large layers needs minutes. */
const fit = { sizes: { height: size, width: size }, fix: true, seconds: 240 };
const model = process.argv[2] === 'optimized' ? await fitted(exported.model, fit) : exported;
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
