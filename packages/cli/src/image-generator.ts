/** A generator that draws images from noise: the ONNX file of one, or the one of a run. */
import { sampleNoise } from '@ganport/core';
import { readModelFile, type Model } from '@ganport/export';
import type { Provider } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { CliError } from './errors.ts';
import { rangeOf } from './model-inputs.ts';
import { kindOf, openOriginal } from './original.ts';

interface GeneratorFile {
  /** For messages. */
  readonly path: string;
  readonly model: Model;
  /** What sessions open. */
  readonly source: Uint8Array | string;
}

export interface Images {
  /** [count, height, width, channels] in [-1, 1]. */
  readonly data: Float32Array;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The execution provider that computed them. */
  readonly provider: Provider;
}

/**
 * Draws `count` images with ONNX Runtime; the same noise for the same seed as a run's own samples.
 *
 * @param path a run folder or an ONNX file with one input of noise [batch, latent] and one output of
 * images [batch, height, width, 1 or 3]
 * @throws CliError 'unsuitable-model' for another model; ExportError, CoreError, RuntimeError
 */
export async function drawImages(
  path: string,
  options: { count: number; seed: number; providers?: readonly Provider[] },
): Promise<Images> {
  const { count, seed, ...sessionOptions } = options;
  const file = await openGenerator(path);
  const { input, latent, output } = endsOf(file, count);
  const session = await createSession(file.source, sessionOptions);
  try {
    const feeds = { [input]: sampleNoise(seed, count, latent) };
    const images = (await session.run(feeds, [output]))[output];
    const [, height = 0, width = 0, channels = 0] = images?.dims ?? [];
    if (!(images?.data instanceof Float32Array) || (channels !== 1 && channels !== 3)) {
      const got = `${images?.dtype} [${images?.dims.join(', ')}]`;
      throw unsuitable(
        path,
        `output ${output} is ${got}, not images [batch, height, width, 1 or 3]`,
      );
    }
    const data = toUnit(images.data, rangeOf(file.model.metadata, output));
    return { data, shape: [height, width, channels], provider: session.provider };
  } finally {
    await session.dispose();
  }
}

async function openGenerator(path: string): Promise<GeneratorFile> {
  if ((await kindOf(path)) !== 'folder') {
    return { path, model: await readModelFile(path), source: path };
  }
  const original = await openOriginal(path);
  const onnx = await original.toOnnx();
  return { path, model: onnx.model, source: onnx.bytes() };
}

/** The one input and the one output, when they are what a generator has. */
function endsOf({ path, model }: GeneratorFile, count: number) {
  const { inputs, outputs } = model.graph;
  const [input, ...others] = inputs;
  const [output, ...more] = outputs;
  if (!input || !output || others.length > 0 || more.length > 0) {
    const has = `${inputs.length} inputs and ${outputs.length} outputs`;
    throw unsuitable(path, `it has ${has}; a generator has one of each`);
  }
  const [batch, latent] = input.shape;
  if (input.dtype !== 'float32' || input.shape.length !== 2 || typeof latent !== 'number') {
    const got = `${input.dtype} [${input.shape.join(', ')}]`;
    throw unsuitable(path, `input ${input.name} is ${got}, not noise [batch, latent]`);
  }
  if (typeof batch === 'number' && batch !== count) {
    throw unsuitable(path, `it makes ${batch} images at a time, not ${count}`);
  }
  return { input: input.name, output: output.name, latent };
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
