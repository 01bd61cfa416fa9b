/**
 * A conditional GAN that is small enough for a test, trained by core's own loop: the same code runs
 * in Node and in a page.
 */
import { byteDataset, createMemoryStore, createPlan, imageBatches, trainGan } from '@ganport/core';

export const steps = 6;

/** 8 × 8 images of three classes: a bright square in one of three places. */
function squares() {
  const size = 30;
  const labels = Int32Array.from({ length: size }, (_, i) => i % 3);
  const pixels = Uint8Array.from({ length: size * 64 }, (_, at) => {
    const [image, x, y] = [Math.floor(at / 64), at % 8, Math.floor(at / 8) % 8];
    const place = 2 * (image % 3);
    return x >= place && x < place + 3 && y >= place && y < place + 3 ? 255 : (image * 5) % 60;
  });
  const classes = ['left', 'middle', 'right'];
  return byteDataset({ name: 'squares', shape: [8, 8, 1], size, labels, classes, pixels });
}

/** What a run leaves, as plain data that a page can return. */
export interface SmallRun {
  readonly engine: string;
  readonly rows: readonly Readonly<Record<string, number>>[];
  readonly lines: readonly string[];
  readonly picture: { readonly width: number; readonly height: number; readonly sum: number };
  readonly checkpoint: { readonly step: number; readonly tensors: number };
}

export async function trainSmallCgan(provider: 'cpu' | 'wasm' | 'webgpu'): Promise<SmallRun> {
  const plan = createPlan({
    variant: 'cgan',
    steps,
    batchSize: 6,
    width: 1 / 32,
    latent: 8,
    ema: 0.9,
    seed: 3,
    generatorLearningRate: 2e-3,
    metricsEvery: 1,
    monitorEvery: 2,
    reportEvery: 3,
    sampleEvery: 3,
    providers: [provider],
  });
  const store = createMemoryStore();
  const lines: string[] = [];
  const batches = imageBatches(squares(), plan.config, plan.variant);
  const { engine } = await trainGan(
    { plan, batches, store },
    { onReport: (line) => lines.push(line) },
  );
  const { samples, checkpoint } = store.latest();
  if (!samples || !checkpoint) throw new Error('the run left no samples or no checkpoint');
  return {
    engine,
    rows: store.rows,
    lines,
    picture: {
      width: samples.width,
      height: samples.height,
      sum: samples.data.reduce((sum, byte) => sum + byte, 0),
    },
    checkpoint: {
      step: checkpoint.header.step,
      tensors: Object.keys(checkpoint.tensors).length,
    },
  };
}
