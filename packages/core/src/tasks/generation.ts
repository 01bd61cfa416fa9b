/**
 * Generation: images from noise, with labels where the variant uses them. The networks are `generator`
 * and `discriminator`.
 */
import type { HostTensor } from '@ganport/runtime';
import { generation as objective } from '../objectives/generation.ts';
import { generationRoles } from '../objectives/roles.ts';
import type { Pixels } from '../pictures/pixels.ts';
import { scatter } from '../pictures/scatter.ts';
import { imageSheet, namesOnSheet } from '../pictures/sheet.ts';
import { sampleNoise } from '../random/sample-noise.ts';
import { imageBatches } from './batches.ts';
import { monitorSamples } from './monitor.ts';
import type { RunView, Task } from './task.ts';

const { generator } = generationRoles;

export const generation: Task = {
  name: 'generation',
  generators: [generator],
  networks: Object.values(generationRoles),
  data: 'images',
  translations: {},
  check(config, { name, labeled = false }) {
    const { pac, batchSize, generatorBatchSize = batchSize, dataA, dataB } = config;
    if (dataA !== undefined || dataB !== undefined) {
      const field = dataA === undefined ? 'dataB' : 'dataA';
      return `${field}: ${name} makes images from noise, of one data set; leave dataA and dataB out`;
    }
    if (pac > 1 && labeled) {
      return 'pac: the samples of a pack have several labels; use it with a variant without labels';
    }
    if (batchSize % pac !== 0 || generatorBatchSize % pac !== 0) {
      const size = batchSize % pac === 0 ? generatorBatchSize : batchSize;
      return `pac: a batch of ${size} is not a multiple of ${pac} samples; change batchSize, or the option pac`;
    }
    return undefined;
  },
  objective,
  batches: imageBatches,
  /**
   * 5 × 5 images; with labels, a row of ten images for each of at most ten classes, with its name. Points
   * are drawn as a scatter plot.
   */
  drawSamples: async (view) => {
    const { config, batches, infer } = view;
    if (batches.shape.join() === '1,1,2') return drawPoints(view);
    const rows = Math.min(batches.classes.length, 10);
    const columns = rows > 0 ? 10 : 5;
    const noise = sampleNoise(config.seed, (rows || 5) * columns, config.latent);
    if (rows === 0) return imageSheet([await infer(generator, { noise })], batches.shape, columns);
    const labels = Int32Array.from({ length: rows * columns }, (_, i) => Math.floor(i / columns));
    const label: HostTensor = { dtype: 'int32', dims: [labels.length], data: labels };
    const images = await infer(generator, { noise, label });
    const names = namesOnSheet(labels, batches.classes);
    return imageSheet([images], batches.shape, columns, names);
  },
  openMonitor: (view) => monitorSamples(view, generator),
};

/** Points of each kind in a scatter plot: a prime, so that classes that take turns all show. */
const POINTS = 997;

/** Real points in gray, generated points in orange. */
async function drawPoints({ config, batches, infer }: RunView): Promise<Pixels> {
  const count = Math.min(POINTS, batches.size);
  const { real } = (await batches.examples(count)) as { real: HostTensor };
  const noise = sampleNoise(config.seed, count, config.latent);
  const generated = await infer(generator, { noise });
  return scatter([
    { data: real.data as Float32Array, color: [160, 160, 160] },
    { data: generated.data as Float32Array, color: [234, 88, 12] },
  ]);
}
