/**
 * Generation: samples from noise, with labels where the variant uses them. The networks are `generator`
 * and `discriminator`.
 */
import type { HostTensor } from '@ganport/runtime';
import { generation as objective } from '../objectives/generation.ts';
import { generationRoles } from '../objectives/roles.ts';
import { conditionTensor, conditionText, quantileOf, type Condition } from '../data/condition.ts';
import { dataKinds } from '../kinds/index.ts';
import type { DataKind } from '../kinds/kind.ts';
import { namesOnSheet } from '../pictures/sheet.ts';
import { sampleNoise } from '../random/sample-noise.ts';
import { imageBatches } from './batches.ts';
import { monitorSamples, samplerInputs } from './monitor.ts';
import { noiseLengthOf, type DrawnSheet, type RunView, type Task } from './task.ts';

const { generator } = generationRoles;

export const generation: Task = {
  name: 'generation',
  generators: [generator],
  networks: Object.values(generationRoles),
  data: 'samples',
  translations: {},
  check(config, { name, labeled = false, conditioned = false, packsLabels = false }) {
    const { pac, batchSize, generatorBatchSize = batchSize, dataA, dataB } = config;
    if (dataA !== undefined || dataB !== undefined) {
      const field = dataA === undefined ? 'dataB' : 'dataA';
      return `${field}: ${name} makes samples from noise, of one data set; leave dataA and dataB out`;
    }
    if (pac > 1 && (conditioned || (labeled && !packsLabels))) {
      const what = labeled ? 'labels' : 'conditions';
      return `pac: the samples of a pack have several ${what}; use it with a variant without ${what}`;
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
   * 5 × 5 samples; with labels, a row of ten samples for each of at most ten classes, with its name; with a
   * condition, rows of rising conditions. Kinds with a comparison are drawn beside real samples.
   */
  drawSamples: async (view) => {
    const { config, variant, batches, infer } = view;
    const kind: DataKind = dataKinds[batches.kind];
    if (kind.comparison) return drawComparison(view, kind.comparison);
    const rows = Math.min(batches.classes.length, 10);
    const columns = rows > 0 ? 10 : 5;
    const noise = sampleNoise(
      config.seed,
      (rows || 5) * columns,
      noiseLengthOf(variant, config),
      variant.noise,
    );
    const sheet = (samples: HostTensor, names?: readonly string[]): DrawnSheet => ({
      picture: kind.picture([samples], batches.shape, columns, names, config),
      ...filesOf(view, samples),
    });
    const { condition } = batches.facts;
    if (rows === 0 && condition) {
      const { values, names } = rowsOfConditions(condition, columns);
      return sheet(await infer(generator, { noise, condition: conditionTensor(values) }), names);
    }
    if (rows === 0) return sheet(await infer(generator, { noise }));
    const labels = Int32Array.from({ length: rows * columns }, (_, i) => Math.floor(i / columns));
    const label: HostTensor = { dtype: 'int32', dims: [labels.length], data: labels };
    const samples = await infer(generator, { noise, label });
    const names = namesOnSheet(labels, batches.classes);
    return sheet(samples, names);
  },
  openMonitor: (view) => monitorSamples(view, generator),
};

/** Conditions of a square of samples: those of a row are the same. */
function rowsOfConditions(condition: Condition, side: number) {
  const values = Float32Array.from({ length: side * side }, (_, i) =>
    quantileOf(condition, (Math.floor(i / side) + 0.5) / side),
  );
  return { values, names: Array.from(values, (value) => conditionText(condition, value)) };
}

async function drawComparison(
  view: RunView,
  { count: most, picture }: NonNullable<DataKind['comparison']>,
): Promise<DrawnSheet> {
  const { config, batches, infer } = view;
  const count = Math.min(most, batches.size);
  const { real } = (await batches.examples(count)) as { real: HostTensor };
  const generated = await infer(generator, samplerInputs(count, view));
  return {
    picture: picture(real.data as Float32Array, generated.data as Float32Array, config),
    ...filesOf(view, generated),
  };
}

/** Samples as a file and as lines, where they are more than a picture. */
function filesOf({ config, batches }: RunView, samples: HostTensor): Partial<DrawnSheet> {
  const { file, lines }: DataKind = dataKinds[batches.kind];
  return {
    ...(file && {
      file: { extension: file.extension, bytes: file.encode(samples, batches.shape, config) },
    }),
    ...(lines && { lines: lines(samples, batches.shape, config) }),
  };
}
