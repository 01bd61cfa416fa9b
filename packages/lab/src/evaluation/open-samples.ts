/**
 * Generated images by the name that a user gives: a generator, of a run or an ONNX file, whose
 * images are drawn batch by batch, or a data set of images that are there already.
 */
import { sampleNoise } from '@ganport/core';
import { dataKinds, spreadConditions, usualClasses } from '@ganport/core/internal';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import {
  openNoiseGenerator,
  type NoiseGenerator,
} from '../applications/generate/noise-generator.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { DatasetOptions } from '../data/options.ts';
import { LabError } from '../errors.ts';
import { openModel, type OpenedModel } from '../models/open-model.ts';
import { isRunFolder } from '../run-folder/run-folder.ts';
import { samplesOf, type Samples } from './samples.ts';

/** What is drawn; and, for a generator, how and where its session computes. */
export interface SampleOptions extends NodeSessionOptions {
  /** Decides the noise of a generator, or the order of images. */
  readonly seed: number;
  /** The classes of the real data, by number: a conditional generator draws them in turn. */
  readonly classes?: readonly string[] | undefined;
  /** Of images: the most bytes of a file, unpacked; 1 GiB unless given. */
  readonly maxBytes?: number;
  /** How sounds are resampled and cut. */
  readonly sounds?: NonNullable<DatasetOptions['sounds']>;
  /** How lines of text become samples. */
  readonly text?: NonNullable<DatasetOptions['text']>;
  /** How tables are read. */
  readonly rows?: NonNullable<DatasetOptions['rows']>;
}

export interface OpenedSamples extends Samples {
  /** The network and the step where a run draws them. */
  readonly run: OpenedModel['run'];
  dispose(): Promise<void>;
}

/** Images that a generator draws at a time. */
const BATCH = 64;

/**
 * Opens a run folder, a generator's ONNX file, or images as openDataset takes them.
 *
 * @throws LabError as openModel, openNoiseGenerator, openDataset and samplesOf; 'data-mismatch' for
 * a conditional generator whose classes are not those of the real data
 * @example
 * const samples = await openSamples('runs/digits', { seed: 1 });
 */
export async function openSamples(spec: string, options: SampleOptions): Promise<OpenedSamples> {
  const { seed, classes, maxBytes, sounds, text, rows, ...session } = options;
  if (!spec.endsWith('.onnx') && !(await isRunFolder(spec))) {
    const dataset = {
      ...(await openDataset(spec, {
        maxBytes,
        ...(sounds && { sounds }),
        ...(text && { text }),
        // The arrays of rows in an NPZ file have names of their own.
        ...(rows?.table && { kinds: ['rows'] }),
        ...(rows && { rows }),
      })),
      name: spec,
    };
    return { ...samplesOf(dataset, seed, classes), run: undefined, dispose: async () => {} };
  }
  const model = await openModel(spec);
  const generator = await openNoiseGenerator(model, session);
  try {
    const samples = samplesOfGenerator(generator, { seed, classes });
    const parameters = weightsOf(model);
    return { ...samples, parameters, run: model.run, dispose: () => generator.dispose() };
  } catch (thrown) {
    await generator.dispose();
    throw thrown;
  }
}

function samplesOfGenerator(
  generator: NoiseGenerator,
  { seed, classes }: Pick<SampleOptions, 'seed' | 'classes'>,
): Samples {
  const { path, step, kind, shape, latent, isConditional, condition, settings } = generator;
  if (isConditional) checkClasses(generator, classes);
  const usual = (count: number) =>
    usualClasses(dataKinds[kind], settings, { seed, count, classes: classes?.length ?? 1 });
  return {
    name: step === undefined ? path : `${path} (step ${step})`,
    kind,
    shape,
    vocabulary: settings.vocabulary,
    table: settings.table,
    available: Infinity,
    ...(isConditional && { labels: usual }),
    ...(condition && {
      condition: (count) => ({ ...condition, values: spreadConditions(condition, count) }),
    }),
    async *draw(count) {
      const noise = sampleNoise(seed, count, latent, generator.noise).data as Float32Array;
      const labels = isConditional ? usual(count) : undefined;
      const conditions = condition && spreadConditions(condition, count);
      for (let start = 0; start < count; start += BATCH) {
        const end = start + BATCH;
        const { data } = await generator.draw({
          noise: noise.subarray(start * latent, end * latent),
          ...(labels && { labels: labels.subarray(start, end) }),
          ...(conditions && { conditions: conditions.subarray(start, end) }),
        });
        yield data;
      }
    },
  };
}

/** The number of a model's floating-point weights. */
function weightsOf({ model }: OpenedModel): number {
  const constants = [...model.graph.initializers.values()];
  return constants
    .filter(({ dtype }) => dtype.startsWith('float'))
    .reduce((sum, { data }) => sum + data.length, 0);
}

function checkClasses(
  { path, kind, classes: own }: NoiseGenerator,
  classes: readonly string[] | undefined,
): void {
  if (!classes) {
    const message = `${path}: draws ${dataKinds[kind].noun[1]} of a class; give real data with labels`;
    throw new LabError('data-mismatch', message);
  }
  if (!own || own.join() === classes.join()) return;
  const message = `${path}: draws the classes ${own.join(', ')}, and the real data have ${classes.join(', ')}; give data of the same classes in this order`;
  throw new LabError('data-mismatch', message);
}
