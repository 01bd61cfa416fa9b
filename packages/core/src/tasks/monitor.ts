/**
 * What a run measures beside its losses: how far samples are from each other, in relation to real
 * images, and how many of the data's modes they hit. Noise and real images are the same each time, so
 * that the numbers of a run can be compared.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { meanPairwiseDistance } from '../metrics/diversity.ts';
import { asFeatures } from '../metrics/features.ts';
import { modesHit } from '../metrics/modes.ts';
import type { Translation } from '../objectives/roles.ts';
import { sampleNoise } from '../random/sample-noise.ts';
import type { Batches } from './batches.ts';
import type { Measured, ModeReader, Monitor, Scene } from './task.ts';

/** Images that are compared with each other; fewer where they are large. */
const COMPARED = 64;
const COMPARED_VALUES = 2 ** 22;
/** Translations take longer to make. */
const TRANSLATED = 8;
/** Samples whose modes are read; at least ten for each mode, or one is missed by chance. */
const READ = 256;
/** The share of the samples that a mode needs to count as hit. */
const HIT = 0.01;

/** Measures the samples of `generator`. @throws CoreError as Batches.examples */
export async function monitorSamples(scene: Scene, generator: string): Promise<Monitor> {
  const { batches, infer } = scene;
  const count = comparedOf(batches, COMPARED);
  const { real } = (await batches.examples(count)) as { real: HostTensor };
  const realDistance = await distanceOf(real, count);
  const reader = await scene.modes?.(READ / 10);
  return {
    async measure() {
      const images = await infer(generator, samplerInputs(reader ? READ : count, scene));
      const diversity = await distanceOf(images, count);
      return {
        diversity,
        ...(realDistance > 0 && { diversityRatio: diversity / realDistance }),
        ...(reader && (await hitBy(reader, images))),
      };
    },
    dispose: async () => reader?.dispose(),
  };
}

/** Measures translations; of several directions, the least diverse one counts. */
export async function monitorTranslations(
  { batches, infer }: Scene,
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

/** The inputs of a generator for `count` samples, the same each time; the classes in turn. */
export function samplerInputs(
  count: number,
  {
    config: { seed, latent },
    batches: { classes },
  }: {
    readonly config: Pick<Scene['config'], 'seed' | 'latent'>;
    readonly batches: Pick<Batches, 'classes'>;
  },
): TensorMap {
  const label = Int32Array.from({ length: count }, (_, i) => i % classes.length);
  return {
    noise: sampleNoise(seed, count, latent),
    ...(classes.length > 0 && { label: { dtype: 'int32', dims: [count], data: label } }),
  };
}

/** A copy for an engine, which may take the arrays that it is given. */
export function copyOf(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() };
}

function comparedOf({ size, shape }: Batches, most: number): number {
  const fitting = Math.floor(COMPARED_VALUES / (shape[0] * shape[1] * shape[2]));
  return Math.max(2, Math.min(most, size, fitting));
}

/** Of the first `count` images. */
function distanceOf({ data, dims }: HostTensor, count: number): Promise<number> {
  const length = dims.slice(1).reduce((product, dim) => product * dim, 1);
  return meanPairwiseDistance(
    asFeatures((data as Float32Array).subarray(0, count * length), length),
  );
}

async function hitBy(reader: ModeReader, { data }: HostTensor): Promise<Measured> {
  const modes = await reader.read(data as Float32Array);
  const inModes = modes.filter((mode) => mode >= 0).length / modes.length;
  return { modesHit: modesHit(modes, HIT), modes: reader.modes, inModes };
}
