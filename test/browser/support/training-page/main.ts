/** Trains in the page itself: tfjs, the tracer and ONNX Runtime, all bundled for the browser. */
import * as tf from '@tensorflow/tfjs';
import { jit } from '@ganport/backend';
import { createRegression, regressionBatch } from '../regression.ts';

async function train(steps: number, provider: 'wasm' | 'webgpu') {
  await tf.setBackend('cpu');
  const { step } = createRegression();
  const traced = jit(step, { providers: [provider] });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { images, targets } = regressionBatch(i);
    const { loss } = await traced({
      images: { dtype: 'float32', dims: [4, 6, 6, 1], data: images },
      targets: { dtype: 'float32', dims: [4, 1], data: targets },
    });
    losses.push(Number(loss?.data[0]));
  }
  const { filter } = await traced.readVariables();
  const running = traced.running();
  await traced.dispose();
  return { losses, filter: [...((filter?.data ?? []) as Float32Array)], running };
}

Object.assign(globalThis, { train });
