/**
 * The inputs on which ranges are found and losses are measured: images or arrays of the user's, or random
 * numbers of the ranges and sizes that the file asks for, which is what generators are made for.
 */
import type { ImageShape } from '@ganport/core';
import { sampleLength } from '@ganport/core/internal';
import type { Model } from '@ganport/graph';
import { readRegularFile } from '@ganport/graph/internal';
import { openDataset } from '@ganport/lab';
import { fitImages, imageInputOf, parseNpy, type ImageInput } from '@ganport/lab/internal';
import { drawInputs } from '@ganport/parity';
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { CliError } from '../errors.ts';

export interface TrialInputs {
  /** For the ranges of values. */
  readonly calibration: readonly TensorMap[];
  /** For the loss of accuracy; others than those, where there are enough. */
  readonly evaluation: readonly TensorMap[];
}

/** Samples that are used of data, and of a batch that is open. */
const most = { calibration: 128, evaluation: 64, batch: 8 };

/** Runs with random numbers. */
const draws = { calibration: 8, evaluation: 4 };

/** 1 GiB of numbers. */
const MAX_NPY_BYTES = 2 ** 30;

/**
 * @param data a folder of images, a data set's name, or a .npy file; random numbers when left out
 * @throws CliError 'unsuitable-model' for a model that does not take the data, 'not-found'; LabError as
 * openDataset
 */
export async function trialInputs(model: Model, data: string | undefined): Promise<TrialInputs> {
  if (data === undefined) {
    const draw = (seed: number) => drawInputs(model, { seed });
    const seeds = Array.from({ length: draws.calibration + draws.evaluation }, (_, i) => i + 1);
    return {
      calibration: seeds.slice(0, draws.calibration).map(draw),
      evaluation: seeds.slice(draws.calibration).map(draw),
    };
  }
  const isArray = data.toLowerCase().endsWith('.npy');
  return isArray ? arrayInputs(model, data) : imageInputs(model, data);
}

async function imageInputs(model: Model, data: string): Promise<TrialInputs> {
  const input = imageInput(model);
  const images = await openDataset(data, input.size ? { size: input.size } : {});
  return split(images.size, input.batch, async (start, count) => {
    const values = new Float32Array(count * sampleLength(images.shape));
    await images.read(
      Array.from({ length: count }, (_, i) => start + i),
      values,
    );
    return { [input.name]: await fitImages(values, images.shape as ImageShape, input) };
  });
}

function imageInput(model: Model): ImageInput {
  try {
    return imageInputOf(model, model.graph.name);
  } catch (cause) {
    const message = `--calibration: ${model.graph.name} has not one input of images; give a .npy file of its only input, or leave it out`;
    throw new CliError('unsuitable-model', message, { cause });
  }
}

async function arrayInputs(model: Model, path: string): Promise<TrialInputs> {
  const [input, ...others] = model.graph.inputs;
  if (!input || others.length > 0) {
    const message = `--calibration: ${model.graph.name} has ${others.length + 1} inputs; a .npy file is for a model with one`;
    throw new CliError('unsuitable-model', message);
  }
  const bytes = await readRegularFile(path, MAX_NPY_BYTES).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('not-found', `${path} cannot be read: ${reason}`, { cause });
  });
  const { shape, data } = parseNpy(bytes, path);
  const [count = 0, ...sizes] = shape;
  const [batch, ...wanted] = input.shape;
  const fits =
    input.shape.length === shape.length &&
    wanted.every((size, axis) => typeof size === 'string' || size === sizes[axis]);
  if (!fits || count === 0) {
    const message = `${path}: holds [${shape.join(', ')}], and ${input.name} takes [${input.shape.join(', ')}]; the first axis counts samples`;
    throw new CliError('unsuitable-model', message);
  }
  const length = elementCount(sizes);
  return split(count, typeof batch === 'number' ? batch : undefined, async (start, taken) => {
    const values = Array.from<number | bigint, number>(
      data.slice(start * length, (start + taken) * length),
      Number,
    );
    return { [input.name]: typed(input.name, input.dtype, [taken, ...sizes], values) };
  });
}

function typed(name: string, dtype: string, dims: readonly number[], values: number[]): HostTensor {
  if (dtype === 'float32') return { dtype, dims, data: Float32Array.from(values) };
  if (dtype === 'int32') return { dtype, dims, data: Int32Array.from(values) };
  if (dtype === 'uint8') return { dtype, dims, data: Uint8Array.from(values) };
  const message = `input ${name} is ${dtype}; data is given for float32, int32 and uint8 only`;
  throw new CliError('unsuitable-model', message);
}

/** Batches for both purposes. With few samples the same ones serve both. */
async function split(
  samples: number,
  fixed: number | undefined,
  read: (start: number, count: number) => Promise<TensorMap>,
): Promise<TrialInputs> {
  const batch = fixed ?? Math.min(most.batch, samples);
  const batches = Math.floor(samples / batch);
  if (batches === 0) {
    const message = `--calibration: has ${samples} samples, and a batch of the model takes ${batch}; give more`;
    throw new CliError('unsuitable-model', message);
  }
  const evaluated = Math.min(Math.floor(batches / 3), Math.ceil(most.evaluation / batch));
  const calibrated = Math.min(batches - evaluated, Math.ceil(most.calibration / batch));
  const readAll = async (first: number, count: number) => {
    const inputs: TensorMap[] = [];
    for (let i = first; i < first + count; i++) inputs.push(await read(i * batch, batch));
    return inputs;
  };
  const calibration = await readAll(0, calibrated);
  const evaluation = evaluated > 0 ? await readAll(calibrated, evaluated) : calibration;
  return { calibration, evaluation };
}
