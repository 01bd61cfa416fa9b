/**
 * What a user names as generated images, opened as samples: a generator (a run's, or an ONNX file)
 * whose images are drawn batch by batch, or a folder of images.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleNoise } from '@ganport/core';
import { openDataset, type Samples, samplesOf } from '@ganport/lab';
import { classNamesOf, isConditional, openSizedGenerator } from '@ganport/lab/internal';
import { readModelFile } from '@ganport/graph';
import { defined } from './defined.ts';
import { CliError } from './errors.ts';
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
 * @throws CliError 'not-found', 'unsuitable-model'; GraphError, RuntimeError, CoreError
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
  if (isConditional(model) && !classes) {
    const message = `${path}: it draws images of a class; give real data with labels`;
    throw new CliError('unsuitable-model', message);
  }
  const own = isConditional(model) && classNamesOf(model);
  if (own && own.join() !== classes?.join()) {
    const message = `${path}: draws the classes ${own.join(', ')}, and the real data have ${classes?.join(', ')}; give data of the same classes in this order`;
    throw new CliError('unsuitable-model', message);
  }
  const file = { path, model, source: path };
  const generator = await openSizedGenerator(file, defined({ threads }));
  const { latent, shape } = generator;
  /** The classes in turn. */
  const labels = (count: number) =>
    Int32Array.from({ length: count }, (_, i) => i % (classes?.length ?? 1));
  const samples: Samples = {
    name: path,
    shape,
    available: Infinity,
    ...(generator.isConditional && { labels }),
    async *images(count) {
      const noise = sampleNoise(seed, count, latent).data as Float32Array;
      const inTurn = labels(count);
      for (let start = 0; start < count; start += BATCH) {
        const end = start + BATCH;
        const { data } = await generator.draw({
          noise: noise.subarray(start * latent, end * latent),
          labels: inTurn.subarray(start, end),
        });
        yield data;
      }
    },
  };
  return { samples, dispose: () => generator.dispose() };
}
