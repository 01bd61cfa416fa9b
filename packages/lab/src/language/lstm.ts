/**
 * Trains a character LSTM by maximum likelihood, the usual model of text, and draws lines from it. Its
 * weights are cached, since the same data, sizes and seed give the same ones.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { jit } from '@ganport/backend';
import { adam, type Dataset } from '@ganport/core';
import {
  batchIndices,
  createAdam,
  decodeSafetensors,
  encodeSafetensors,
  fillUniform,
  keyed,
  textsOf,
} from '@ganport/core/internal';
import * as tf from '@ganport/core/internal/tfjs';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { readSamples } from '../data/subset.ts';
import { LabError } from '../errors.ts';
import { makeFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { cachePath } from '../files/cache.ts';
import { readInputFile } from '../files/read-input.ts';
import { createLstm, type LstmNetwork, type LstmSizes } from './lstm-network.ts';

/** Increased when the same data give other weights. */
const VERSION = 1;
const BATCH = 64;
const LEARNING_RATE = 3e-3;
/** Lines that are drawn at a time. */
const DRAWN = 500;

export interface LstmTraining {
  readonly units: number;
  readonly steps: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly onStep?: (step: number) => void;
}

/**
 * Trains on a data set, or takes the weights of an earlier call from the cache, and draws lines.
 *
 * @param count the lines to draw
 * @throws CoreError 'data-mismatch' for fewer lines than a batch; LabError 'not-finite'
 */
export async function drawFromLstm(
  dataset: Dataset,
  count: number,
  training: LstmTraining,
): Promise<string[]> {
  const [, characters = 0] = dataset.shape;
  const sizes = { characters, units: training.units };
  const network = createLstm(sizes, training.seed);
  try {
    const path = cachePath('lstm', `${await keyOf(dataset, training)}.safetensors`);
    if (!(await readWeights(path, network))) {
      await trainLstm(dataset, network, training);
      await cacheWeights(path, network);
    }
    return await drawLines(network, dataset, { ...training, ...sizes, count });
  } finally {
    for (const weight of network.weights.values()) weight.dispose();
  }
}

/** A hash of everything that the weights follow from. */
async function keyOf(dataset: Dataset, training: LstmTraining): Promise<string> {
  const { units, steps, seed } = training;
  const hash = createHash('sha256');
  const { shape, size, vocabulary } = dataset;
  hash.update(JSON.stringify([VERSION, shape, size, vocabulary, units, steps, seed]));
  for (let step = 0; step < steps; step++) {
    hash.update(await readSamples(dataset, batchIndices(size, BATCH, seed, step, 'lstm')));
  }
  return hash.digest('hex');
}

async function trainLstm(
  dataset: Dataset,
  network: LstmNetwork,
  { steps, seed, threads, onStep }: LstmTraining,
): Promise<void> {
  const optimizer = createAdam(adam(LEARNING_RATE), network.weights);
  const weights = [...network.weights.values()];
  const step = jit(
    ({ lines, rate }) => {
      optimizer.variables.get('learningRate')?.assign(rate as tf.Tensor);
      const { value, grads } = tf.variableGrads(() => network.loss(lines as tf.Tensor3D), weights);
      optimizer.apply(grads);
      return { loss: value };
    },
    {
      worker: true,
      variables: [...weights, ...optimizer.variables.values()],
      ...(threads !== undefined && { threads }),
    },
  );
  try {
    for (let i = 0; i < steps; i++) {
      const indices = batchIndices(dataset.size, BATCH, seed, i, 'lstm');
      const { loss } = await step({
        lines: tensor([BATCH, ...dataset.shape], await readSamples(dataset, indices)),
        rate: tensor([], Float32Array.of(LEARNING_RATE * (1 - i / steps))),
      });
      if (!Number.isFinite(loss?.data[0])) {
        const message = `lstm: the loss is ${loss?.data[0]} at step ${i + 1}; give another --seed`;
        throw new LabError('not-finite', message);
      }
      onStep?.(i + 1);
    }
    await step.sync();
  } finally {
    await step.dispose();
    for (const variable of optimizer.variables.values()) variable.dispose();
  }
}

interface Draw extends LstmSizes, Pick<LstmTraining, 'seed' | 'threads'> {
  readonly count: number;
}

async function drawLines(
  network: LstmNetwork,
  { shape, vocabulary = [] }: Dataset,
  { count, units, characters, seed, threads }: Draw,
): Promise<string[]> {
  const [length = 0] = shape;
  const next = jit(
    (inputs) => {
      const state = inputs as Record<'character' | 'output' | 'cell', tf.Tensor2D>;
      const { logits, output, cell } = network.next(state);
      return { logits, nextOutput: output, nextCell: cell };
    },
    {
      variables: [...network.weights.values()],
      ...(threads !== undefined && { threads }),
    },
  );
  const lines: string[] = [];
  try {
    for (let start = 0; start < count; start += DRAWN) {
      const samples = new Float32Array(DRAWN * length * characters);
      let character = new Float32Array(DRAWN * characters);
      let output = tensor([DRAWN, units], new Float32Array(DRAWN * units));
      let cell = tensor([DRAWN, units], new Float32Array(DRAWN * units));
      for (let place = 0; place < length; place++) {
        const results = await next({
          character: tensor([DRAWN, characters], character),
          output,
          cell,
        });
        const { logits, nextOutput, nextCell } = results as Record<
          'logits' | 'nextOutput' | 'nextCell',
          HostTensor
        >;
        [output, cell] = [nextOutput, nextCell];
        const uniform = new Float32Array(DRAWN);
        fillUniform(keyed(seed, 'lstm lines', start, place), uniform);
        character = drawnCharacters(logits.data as Float32Array, uniform);
        for (let i = 0; i < DRAWN; i++) {
          const one = character.subarray(i * characters, (i + 1) * characters);
          samples.set(one, (i * length + place) * characters);
        }
      }
      lines.push(...textsOf(samples, shape, vocabulary));
    }
  } finally {
    await next.dispose();
  }
  return lines.slice(0, count);
}

/** One character for each row of logits, one-hot. */
function drawnCharacters(logits: Float32Array, uniform: Float32Array): Float32Array<ArrayBuffer> {
  const characters = logits.length / uniform.length;
  const drawn = new Float32Array(logits.length);
  for (const [row, number] of uniform.entries()) {
    const scores = logits.subarray(row * characters, (row + 1) * characters);
    const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = scores.map((score) => Math.exp(score - most));
    let left = number * weights.reduce((sum, weight) => sum + weight, 0);
    const found = weights.findIndex((weight) => (left -= weight) < 0);
    // None only by rounding.
    drawn[row * characters + (found < 0 ? characters - 1 : found)] = 1;
  }
  return drawn;
}

function tensor(dims: readonly number[], data: Float32Array): HostTensor {
  return { dtype: 'float32', dims, data };
}

/** @returns whether the cache has them */
async function readWeights(path: string, { weights }: LstmNetwork): Promise<boolean> {
  const tensors = await readInputFile(path)
    .then((bytes) => decodeSafetensors(bytes, path).tensors)
    .catch((): TensorMap => ({}));
  const fits = [...weights].every(
    ([name, { shape }]) => tensors[name]?.dims.join() === shape.join(),
  );
  if (!fits) return false;
  for (const [name, weight] of weights) {
    const values = tf.tensor(tensors[name]?.data as Float32Array, weight.shape);
    weight.assign(values);
    values.dispose();
  }
  return true;
}

/** A cache that cannot be written costs time alone. */
async function cacheWeights(path: string, { weights }: LstmNetwork): Promise<void> {
  const tensors = Object.fromEntries(
    [...weights].map(([name, weight]) => [
      name,
      tensor(weight.shape, weight.dataSync() as Float32Array),
    ]),
  );
  const parts = encodeSafetensors({ tensors, metadata: { format: 'ganport-lstm' } });
  await makeFolder(dirname(path)).catch(() => undefined);
  await writeFileAtomic(path, parts).catch(() => undefined);
}
