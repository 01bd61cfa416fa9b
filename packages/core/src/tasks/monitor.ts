/**
 * Monitors measure what losses do not show: the diversity of samples relative to real ones, and the
 * number of modes that they hit. Noise and real samples are the same each time, so that the numbers of a
 * run are comparable.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { conditionTensor, spreadConditions } from '../data/condition.ts';
import { dataKinds, usualClasses } from '../kinds/index.ts';
import { sampleLength } from '../kinds/kind.ts';
import { meanPairwiseDistance } from '../metrics/diversity.ts';
import { asFeatures } from '../metrics/features.ts';
import { modesHit } from '../metrics/modes.ts';
import type { Translation } from '../objectives/roles.ts';
import { sampleNoise } from '../random/sample-noise.ts';
import type { Batches } from './batches.ts';
import {
  noiseLengthOf,
  type Measurements,
  type ModeReader,
  type Monitor,
  type RunView,
} from './task.ts';

/** The number of samples that are compared with each other. */
const COMPARED = 64;
/** The largest number of values in a comparison: fewer samples are compared where they are large. */
const COMPARED_VALUES = 2 ** 22;
/** The number of translations that are compared; they take longer to compute. */
const TRANSLATED = 8;
/** The number of samples whose modes are counted. */
const COUNTED = 256;
/** Samples for each mode; with fewer, a mode may be missed by chance. */
const SAMPLES_PER_MODE = 10;
/** The share of the samples at and above which a mode counts as hit. */
const HIT = 0.01;

/** Monitors the samples of `generator`. @throws CoreError as Batches.examples */
export async function monitorSamples(view: RunView, generator: string): Promise<Monitor> {
  const { batches, infer } = view;
  const count = comparedOf(batches, COMPARED);
  const { real } = (await batches.examples(count)) as { real: HostTensor };
  const realDistance = await distanceOf(real, count);
  const reader = await view.modes?.(COUNTED / SAMPLES_PER_MODE);
  return {
    async measure() {
      const images = await infer(generator, samplerInputs(reader ? COUNTED : count, view));
      const diversity = await distanceOf(images, count);
      return {
        diversity,
        ...(realDistance > 0 && { diversityRatio: diversity / realDistance }),
        ...(reader && (await countModes(reader, images))),
      };
    },
    dispose: async () => reader?.dispose(),
  };
}

/** Monitors translations; of several directions, the one with the lowest diversity is reported. */
export async function monitorTranslations(
  { batches, infer }: RunView,
  translations: readonly Translation[],
): Promise<Monitor> {
  const count = comparedOf(batches, TRANSLATED);
  const examples = (await batches.examples(count)) as Record<'a' | 'b', HostTensor>;
  const realDistance = {
    a: await distanceOf(examples.a, count),
    b: await distanceOf(examples.b, count),
  };
  return {
    async measure() {
      const all: { diversity: number; diversityRatio?: number }[] = [];
      for (const { generator, source, target } of translations) {
        const images = await infer(generator, { source: copyOf(examples[source]) });
        const diversity = await distanceOf(images, count);
        all.push({
          diversity,
          ...(realDistance[target] > 0 && { diversityRatio: diversity / realDistance[target] }),
        });
      }
      const ratio = ({ diversityRatio = Infinity }: (typeof all)[number]) => diversityRatio;
      return all.reduce((least, one) => (ratio(one) < ratio(least) ? one : least));
    },
    async dispose() {},
  };
}

/**
 * The inputs of a generator for `count` samples, the same each time, with the usual classes of the kind, or conditions
 * like those of the data.
 */
export function samplerInputs(
  count: number,
  {
    config,
    variant,
    batches: {
      kind,
      classes,
      facts: { condition },
    },
  }: {
    readonly config: Pick<RunView['config'], 'seed' | 'latent' | 'table'>;
    readonly variant: Pick<RunView['variant'], 'noise' | 'noiseLength'>;
    readonly batches: Pick<Batches, 'kind' | 'classes' | 'facts'>;
  },
): TensorMap {
  const { seed } = config;
  const noise = sampleNoise(seed, count, noiseLengthOf(variant, config), variant.noise);
  if (condition) return { noise, condition: conditionTensor(spreadConditions(condition, count)) };
  if (classes.length === 0) return { noise };
  const data = usualClasses(dataKinds[kind], config, { seed, count, classes: classes.length });
  return { noise, label: { dtype: 'int32', dims: [count], data } };
}

/** A copy for an engine, which takes ownership of the arrays of its inputs. */
export function copyOf(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() };
}

function comparedOf({ size, shape }: Batches, most: number): number {
  const fitting = Math.floor(COMPARED_VALUES / sampleLength(shape));
  return Math.max(2, Math.min(most, size, fitting));
}

/** The mean pairwise distance of the first `count` samples. */
function distanceOf({ data, dims }: HostTensor, count: number): Promise<number> {
  const length = sampleLength(dims.slice(1));
  return meanPairwiseDistance(
    asFeatures((data as Float32Array).subarray(0, count * length), length),
  );
}

async function countModes(reader: ModeReader, { data }: HostTensor): Promise<Measurements> {
  const modes = await reader.read(data as Float32Array);
  const inModes = modes.filter((mode) => mode >= 0).length / modes.length;
  return { modesHit: modesHit(modes, HIT), modes: reader.modes, inModes };
}
