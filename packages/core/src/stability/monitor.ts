/**
 * What a run is measured by beside its losses: how far the samples of a fixed noise are from each
 * other, against real images, and how many of the data's modes they hit. The noise and the real
 * images are the same each time, so that the numbers of a run can be compared.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { meanPairwiseDistance } from '../evaluation/diversity.ts';
import { asFeatures } from '../evaluation/features.ts';
import type { Batches } from '../training/batches.ts';
import type { TrainConfig } from '../training/config.ts';
import type { Engine } from '../training/engine.ts';
import { sampleNoise } from '../training/noise.ts';
import { variantOf } from '../variants/index.ts';
import type { Task } from '../variants/variant.ts';
import { modesHit, openModeReader, type ModeReader } from './mode-readers.ts';

/** Numbers of a row of metrics, by their names. */
export type Measured = Readonly<Record<string, number>>;

export interface Monitor {
  /** Measures the generators as they are; no step may be under way. */
  measure(): Promise<Measured>;
  dispose(): Promise<void>;
}

export interface Monitored {
  readonly config: TrainConfig;
  readonly batches: Batches;
  readonly engine: Engine;
}

/** Images that are compared with each other; fewer where they are large. */
const COMPARED = 64;
const COMPARED_VALUES = 2 ** 22;
/** Translations take longer to make. */
const TRANSLATED = 8;
/** Samples whose modes are read; ten times the modes at least, or one is missed by chance. */
const READ = 256;
/** The share of the samples from which on a mode counts as hit. */
const HIT = 0.01;

/** Reads the real images that samples are compared with. @throws CoreError as Batches.examples */
export function openMonitor(monitored: Monitored): Promise<Monitor> {
  return monitors[variantOf(monitored.config.variant).task](monitored);
}

const monitors: Readonly<Record<Task, (monitored: Monitored) => Promise<Monitor>>> = {
  generation: monitorSamples,
  cycle: (monitored) =>
    monitorTranslations(monitored, [
      { generator: 'generator-AtoB', source: 'a', target: 'b' },
      { generator: 'generator-BtoA', source: 'b', target: 'a' },
    ]),
  pairs: (monitored) =>
    monitorTranslations(monitored, [{ generator: 'generator-AtoB', source: 'a', target: 'b' }]),
};

async function monitorSamples({ config, batches, engine }: Monitored): Promise<Monitor> {
  const count = comparedOf(batches, COMPARED);
  const { real } = (await batches.examples(count)) as { real: HostTensor };
  const apart = await distanceOf(real, count);
  const reader = await openModeReader(config.data, batches.shape, READ / 10);
  return {
    async measure() {
      const inputs = samplerInputs(reader ? READ : count, config, batches);
      const images = await engine.infer('generator', inputs);
      const diversity = await distanceOf(images, count);
      return {
        diversity,
        ...(apart > 0 && { diversityRatio: diversity / apart }),
        ...(reader && (await hitBy(reader, images))),
      };
    },
    dispose: async () => reader?.dispose(),
  };
}

interface Translation {
  readonly generator: string;
  readonly source: 'a' | 'b';
  readonly target: 'a' | 'b';
}

/** Of several generators the least diverse one counts. */
async function monitorTranslations(
  { batches, engine }: Monitored,
  translations: readonly Translation[],
): Promise<Monitor> {
  const count = comparedOf(batches, TRANSLATED);
  const examples = (await batches.examples(count)) as Record<'a' | 'b', HostTensor>;
  const apart = { a: await distanceOf(examples.a, count), b: await distanceOf(examples.b, count) };
  return {
    async measure() {
      const all: { diversity: number; diversityRatio?: number }[] = [];
      for (const { generator, source, target } of translations) {
        const given = examples[source];
        // An engine may take the array that it is given.
        const images = await engine.infer(generator, {
          source: { ...given, data: given.data.slice() },
        });
        const diversity = await distanceOf(images, count);
        all.push({
          diversity,
          ...(apart[target] > 0 && { diversityRatio: diversity / apart[target] }),
        });
      }
      const ratio = ({ diversityRatio = Infinity }: (typeof all)[number]) => diversityRatio;
      return all.reduce((least, one) => (ratio(one) < ratio(least) ? one : least));
    },
    async dispose() {},
  };
}

/** The inputs of a generator for `count` samples, the same each time; classes in turn. */
export function samplerInputs(
  count: number,
  { seed, latent }: Pick<TrainConfig, 'seed' | 'latent'>,
  { classes }: Pick<Batches, 'classes'>,
): TensorMap {
  const label = Int32Array.from({ length: count }, (_, i) => i % classes.length);
  return {
    noise: sampleNoise(seed, count, latent),
    ...(classes.length > 0 && { label: { dtype: 'int32', dims: [count], data: label } }),
  };
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
