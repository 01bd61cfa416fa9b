/**
 * What a user names as generated images, opened as samples: a generator (a run's, or an ONNX file)
 * whose images are drawn batch by batch, or a folder of images.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset, sampleNoise, samplesOf, type Samples } from '@ganport/core';
import { readModelFile, type Model } from '@ganport/export';
import type { HostTensor, Session } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { CliError } from './errors.ts';
import { rangeOf } from './model-inputs.ts';
import { kindOf } from './original.ts';

export interface OpenSamples {
  readonly samples: Samples;
  dispose(): Promise<void>;
}

export interface SampleOptions {
  readonly seed: number;
  /** The real data's classes, where they have labels: a conditional generator draws them evenly. */
  readonly classes?: readonly string[];
  readonly threads?: number;
}

/** Images that a generator draws at a time. */
const BATCH = 64;

/**
 * @param path a run folder, an ONNX file, or a folder or IDX file of images
 * @throws CliError 'not-found', 'unsuitable-model'; ExportError, RuntimeError, CoreError
 */
export async function openSamples(path: string, options: SampleOptions): Promise<OpenSamples> {
  const file = await generatorFile(path);
  if (file !== undefined) return openGenerator(file, options);
  const dataset = await openDataset(path);
  const samples = samplesOf({ ...dataset, name: path }, options.seed, options.classes);
  return { samples, dispose: async () => {} };
}

/** The ONNX file that the path stands for, if any. */
async function generatorFile(path: string): Promise<string | undefined> {
  const kind = await kindOf(path);
  if (kind === undefined) {
    throw new CliError('not-found', `${path}: no such file or folder; check the path`);
  }
  if (kind === 'file') return path.endsWith('.onnx') ? path : undefined;
  const isThere = (name: string) =>
    access(join(path, name)).then(
      () => true,
      () => false,
    );
  if (await isThere('generator.onnx')) return join(path, 'generator.onnx');
  if (!(await isThere('config.json'))) return undefined;
  const message = `${path}: this run has no generator.onnx yet; train it for longer`;
  throw new CliError('not-found', message);
}

async function openGenerator(path: string, options: SampleOptions): Promise<OpenSamples> {
  const { seed, threads, classes } = options;
  const model = await readModelFile(path);
  const ends = endsOf(path, model, classes);
  const session = await createSession(path, threads === undefined ? {} : { threads });
  const noiseFor = (count: number) => sampleNoise(seed, count, ends.latent).data as Float32Array;
  try {
    // One batch tells the size of the images, which a graph may leave open.
    const [, height = 0, width = 0, channels = 0] = (await draw(session, ends, noiseFor(1), 0))
      .dims;
    if (channels !== 1 && channels !== 3) {
      const reason = `its images have ${channels} channels; they must have 1 or 3, the last of 4 axes`;
      throw unsuitable(path, reason);
    }
    const samples: Samples = {
      name: path,
      shape: [height, width, channels],
      available: Infinity,
      ...(ends.label && { labels: (count) => evenLabels(ends.classes, 0, count) }),
      async *images(count) {
        const noise = noiseFor(count);
        for (let start = 0; start < count; start += BATCH) {
          const some = noise.subarray(start * ends.latent, (start + BATCH) * ends.latent);
          const { data } = await draw(session, ends, some, start);
          yield toUnit(data as Float32Array, ends.range);
        }
      },
    };
    return { samples, dispose: () => session.dispose() };
  } catch (thrown) {
    await session.dispose();
    throw thrown;
  }
}

/** The inputs and the output of a generator, and what it draws. */
interface Ends {
  readonly noise: string;
  readonly latent: number;
  readonly label: string | undefined;
  /** How many classes are drawn; 1 without a label. */
  readonly classes: number;
  readonly output: string;
  readonly range: readonly [number, number] | undefined;
}

function endsOf(path: string, { graph, metadata }: Model, classes?: readonly string[]): Ends {
  const labels = graph.inputs.filter(({ dtype, shape }) => dtype === 'int32' && shape.length === 1);
  const noises = graph.inputs.filter(
    ({ dtype, shape }) => dtype === 'float32' && shape.length === 2,
  );
  const [noise, label, output] = [noises[0], labels[0], graph.outputs[0]];
  const latent = noise?.shape[1];
  const others = graph.inputs.length - noises.length - labels.length;
  if (
    noises.length !== 1 ||
    labels.length > 1 ||
    others > 0 ||
    graph.outputs.length !== 1 ||
    !noise ||
    !output ||
    typeof latent !== 'number'
  ) {
    const has = graph.inputs.map(
      ({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`,
    );
    const reason = `a generator has an input of noise [batch, latent], perhaps one of labels int32 [batch], and one output, not ${has.join(', ')}`;
    throw unsuitable(path, reason);
  }
  if (label && !classes) {
    throw unsuitable(path, 'it draws images of a class; give real data with labels');
  }
  return {
    noise: noise.name,
    latent,
    label: label?.name,
    classes: label && classes ? classes.length : 1,
    output: output.name,
    range: rangeOf(metadata, output.name),
  };
}

/** One image for each vector of noise. @param start the number of the first, for its class */
async function draw(
  session: Session,
  { noise, latent, label, classes, output }: Ends,
  data: Float32Array,
  start: number,
): Promise<HostTensor> {
  const count = data.length / latent;
  const images = await session.run(
    {
      [noise]: { dtype: 'float32', dims: [count, latent], data },
      ...(label !== undefined && {
        [label]: { dtype: 'int32', dims: [count], data: evenLabels(classes, start, count) },
      }),
    },
    [output],
  );
  return images[output] as HostTensor;
}

/** The classes in turn. */
function evenLabels(classes: number, start: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (start + i) % classes);
}

function unsuitable(path: string, reason: string): CliError {
  return new CliError('unsuitable-model', `${path}: ${reason}`);
}

/** Values of a model that says they are in another range than [-1, 1], taken there. */
function toUnit(
  values: Float32Array,
  [min, max]: readonly [number, number] = [-1, 1],
): Float32Array {
  if (min === -1 && max === 1) return values;
  return values.map((value) => (2 * (value - min)) / (max - min) - 1);
}
