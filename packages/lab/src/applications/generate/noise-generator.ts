/**
 * A generator that draws images from noise, from its ONNX file: an input of noise [batch, latent],
 * perhaps one of labels int32 [batch], and an output of images. What it is called for is drawn in
 * batches, so that memory does not grow with the number of images.
 */
import type { Model, ValueInfo } from '@ganport/graph';
import type { HostTensor, Provider } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../../errors.ts';
import type { ImageShape } from '@ganport/core';
import { classNamesOf, toRange, valueRangeOf } from '../../models/model-metadata.ts';
import type { Latents } from './latents.ts';

export interface GeneratorFile {
  /** For messages. */
  readonly path: string;
  readonly model: Model;
  /** What sessions open: a path, or the file's bytes. */
  readonly source: Uint8Array | string;
}

export interface NoiseGenerator {
  readonly path: string;
  readonly provider: Provider;
  /** Length of a noise vector. */
  readonly latent: number;
  /** Whether it is told the class of each image. */
  readonly isConditional: boolean;
  /** The names of the classes, by number; undefined where there are none or the file does not say. */
  readonly classes: readonly string[] | undefined;
  /**
   * One image for each vector, in [-1, 1].
   * @param onProgress told how many are drawn
   * @throws LabError 'data-mismatch' for outputs that are no images; RuntimeError
   */
  draw(latents: Latents, onProgress?: (done: number) => void): Promise<Images>;
  dispose(): Promise<void>;
}

export interface Images {
  /** [count, height, width, channels] in [-1, 1]. */
  readonly data: Float32Array;
  readonly shape: ImageShape;
}

/** At most so many images, and so many numbers of the output, are drawn at once. */
const BATCH = 256;
const BATCH_VALUES = 2 ** 22;

/** @throws LabError 'data-mismatch' for a file that is no such generator; RuntimeError */
export async function openNoiseGenerator(
  file: GeneratorFile,
  options: NodeSessionOptions = {},
): Promise<NoiseGenerator> {
  const { path, model, source } = file;
  const { noise, label, output, latent } = endsOf(file);
  const range = valueRangeOf(model, output.name);
  const session = await createSession(source, options);
  const size = batchSize(noise, output);

  /** The images of some vectors, at most a batch; a batch of fixed size is filled up. */
  const drawSome = async (vectors: Float32Array, labels: Int32Array | undefined) => {
    const count = vectors.length / latent;
    const rows = size.isFixed ? size.batch : count;
    const data = new Float32Array(rows * latent);
    data.set(vectors);
    const numbers = new Int32Array(rows);
    if (labels) numbers.set(labels);
    const results = await session.run(
      {
        [noise.name]: { dtype: 'float32', dims: [rows, latent], data },
        ...(label && { [label.name]: { dtype: 'int32', dims: [rows], data: numbers } }),
      },
      [output.name],
    );
    const images = checkImages(path, output.name, results[output.name]);
    return {
      shape: images.shape,
      data: images.data.subarray(0, (images.data.length / rows) * count),
    };
  };

  return {
    path,
    provider: session.provider,
    latent,
    isConditional: label !== undefined,
    classes: label && classNamesOf(model),
    async draw({ noise: vectors, labels }, onProgress) {
      const count = vectors.length / latent;
      let all: { data: Float32Array; shape: ImageShape } | undefined;
      for (let start = 0; start < count; start += size.batch) {
        const end = Math.min(count, start + size.batch);
        const { data, shape } = await drawSome(
          vectors.subarray(start * latent, end * latent),
          labels?.subarray(start, end),
        );
        all ??= { data: new Float32Array((data.length / (end - start)) * count), shape };
        all.data.set(data, (data.length / (end - start)) * start);
        onProgress?.(end);
      }
      const { data = new Float32Array(), shape = [0, 0, 1] as const } = all ?? {};
      return { data: toRange(data, range), shape };
    },
    dispose: () => session.dispose(),
  };
}

export interface SizedGenerator extends NoiseGenerator {
  readonly shape: ImageShape;
}

/** Opened, and asked for one image, which tells their shape: a graph may leave it open. @throws as draw */
export async function openSizedGenerator(
  ...args: Parameters<typeof openNoiseGenerator>
): Promise<SizedGenerator> {
  const generator = await openNoiseGenerator(...args);
  try {
    const { shape } = await generator.draw({ noise: new Float32Array(generator.latent) });
    return { ...generator, shape };
  } catch (thrown) {
    await generator.dispose();
    throw thrown;
  }
}

/** Whether a generator is told the class of each image. */
export function isConditional({ graph }: Model): boolean {
  return graph.inputs.some(isLabel);
}

function isLabel({ dtype, shape }: ValueInfo): boolean {
  return dtype === 'int32' && shape.length === 1;
}

interface Ends {
  readonly noise: ValueInfo;
  readonly latent: number;
  readonly label: ValueInfo | undefined;
  readonly output: ValueInfo;
}

/** The inputs and the output, when they are what a generator has. */
function endsOf({ path, model }: GeneratorFile): Ends {
  const { inputs, outputs } = model.graph;
  const [output, ...more] = outputs;
  const isImage = (value: ValueInfo | undefined) => value?.shape.length === 4;
  if (inputs.length === 1 && more.length === 0 && isImage(inputs[0]) && isImage(output)) {
    const message = `${path}: turns images into images, not noise; use it with ganport translate`;
    throw new LabError('data-mismatch', message);
  }
  const [label, ...moreLabels] = inputs.filter(isLabel);
  const [noise, ...others] = inputs.filter((input) => !isLabel(input));
  if (!noise || !output || others.length + moreLabels.length + more.length > 0) {
    const has = `the inputs ${named(inputs)} and the outputs ${named(outputs)}`;
    throw unsuitable(
      path,
      `it has ${has}; a generator has noise [batch, latent], perhaps labels int32 [batch], and one output`,
    );
  }
  const [, latent] = noise.shape;
  if (noise.dtype !== 'float32' || noise.shape.length !== 2 || typeof latent !== 'number') {
    throw unsuitable(path, `input ${text(noise)}, not noise [batch, latent]`);
  }
  return { noise, latent, label, output };
}

const named = (values: readonly ValueInfo[]) => values.map(({ name }) => name).join(', ') || 'none';
const text = ({ name, dtype, shape }: ValueInfo) => `${name} is ${dtype} [${shape.join(', ')}]`;

/** How many vectors go at a time: what the file fixes, else what does not take too much memory. */
function batchSize(noise: ValueInfo, output: ValueInfo): { batch: number; isFixed: boolean } {
  const [fixed] = noise.shape;
  if (typeof fixed === 'number') return { batch: fixed, isFixed: true };
  const values = output.shape
    .slice(1)
    .reduce<number>((product, size) => product * (typeof size === 'number' ? size : 256), 1);
  const fitting = Math.floor(BATCH_VALUES / Math.max(1, values));
  return { batch: Math.min(BATCH, Math.max(1, fitting)), isFixed: false };
}

function checkImages(path: string, name: string, tensor: HostTensor | undefined): Images {
  const [, height = 0, width = 0, channels = 0, ...more] = tensor?.dims ?? [];
  const isImages = tensor?.data instanceof Float32Array && more.length === 0;
  if (isImages && (channels === 1 || channels === 3)) {
    return { data: tensor.data, shape: [height, width, channels] };
  }
  const got = `${tensor?.dtype} [${tensor?.dims.join(', ')}]`;
  throw unsuitable(path, `output ${name} is ${got}, not images [batch, height, width, 1 or 3]`);
}

function unsuitable(path: string, reason: string): LabError {
  return new LabError('data-mismatch', `${path}: ${reason}`);
}
