/**
 * The picture that is drawn while training, the same noise or the same real images each time, so
 * that the pictures of a run can be compared.
 */
import type { HostTensor } from '@ganport/runtime';
import { imageGrid } from '../imaging/image-grid.ts';
import type { Pixels } from '../imaging/pixels.ts';
import { scatter } from '../imaging/scatter.ts';
import { variantOf } from '../variants/index.ts';
import type { ImageShape, Task } from '../variants/variant.ts';
import type { Batches } from './batches.ts';
import type { TrainConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { sampleNoise } from './noise.ts';

interface Drawing {
  readonly config: TrainConfig;
  readonly batches: Batches;
  readonly engine: Engine;
}

/** Points of each kind in a scatter. */
const POINTS = 1000;

export function drawSamples(drawing: Drawing): Promise<Pixels> {
  return draw[variantOf(drawing.config.variant).task](drawing);
}

const draw: Readonly<Record<Task, (drawing: Drawing) => Promise<Pixels>>> = {
  /** 5 × 5 images; with labels a row of ten for each of at most ten classes. Points as a scatter. */
  generation: async ({ config, batches, engine }) => {
    if (batches.shape.join() === '1,1,2') return drawPoints({ config, batches, engine });
    const rows = Math.min(batches.classes.length, 10);
    const columns = rows > 0 ? 10 : 5;
    const noise = sampleNoise(config.seed, (rows || 5) * columns, config.latent);
    const label = rows > 0 && { label: rowLabels(rows, columns) };
    const images = await engine.infer('generator', { noise, ...label });
    return grid([images], batches.shape, columns);
  },
  /** Four strips A → B → A and B → A → B. */
  cycle: async ({ batches, engine }) => {
    const { a, b } = (await batches.examples(4)) as { a: HostTensor; b: HostTensor };
    const toB = (source: HostTensor) => engine.infer('generator-AtoB', { source: copied(source) });
    const toA = (source: HostTensor) => engine.infer('generator-BtoA', { source: copied(source) });
    const [ab, ba] = [await toB(a), await toA(b)];
    return grid([a, ab, await toA(ab), b, ba, await toB(ba)], batches.shape);
  },
  /** Six strips: A, its translation, its partner. */
  pairs: async ({ batches, engine }) => {
    const { a, b } = (await batches.examples(6)) as { a: HostTensor; b: HostTensor };
    const translated = await engine.infer('generator-AtoB', { source: copied(a) });
    return grid([a, translated, b], batches.shape);
  },
};

/** Real points in grey, generated ones in colour. */
async function drawPoints({ config, batches, engine }: Drawing): Promise<Pixels> {
  const count = Math.min(POINTS, batches.size);
  const { real } = (await batches.examples(count)) as { real: HostTensor };
  const noise = sampleNoise(config.seed, count, config.latent);
  const generated = await engine.infer('generator', { noise });
  return scatter([
    { data: real.data as Float32Array, colour: [160, 160, 160] },
    { data: generated.data as Float32Array, colour: [234, 88, 12] },
  ]);
}

/** One batch in rows of `columns`; of several, a row for each image of all of them. */
function grid(batches: readonly HostTensor[], shape: ImageShape, columns = batches.length): Pixels {
  const length = shape[0] * shape[1] * shape[2];
  const count = batches[0]?.dims[0] ?? 0;
  const data = new Float32Array(count * batches.length * length);
  for (let i = 0; i < count; i++) {
    for (const [column, { data: images }] of batches.entries()) {
      const image = (images as Float32Array).subarray(i * length, (i + 1) * length);
      data.set(image, (i * batches.length + column) * length);
    }
  }
  return imageGrid(data, shape, columns);
}

function rowLabels(rows: number, columns: number): HostTensor {
  const data = Int32Array.from({ length: rows * columns }, (_, i) => Math.floor(i / columns));
  return { dtype: 'int32', dims: [data.length], data };
}

/** An engine may take the arrays that it is given. */
function copied(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() };
}
