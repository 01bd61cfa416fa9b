/**
 * Where the workers of a training exchange values. A step that several workers compute together says so with
 * the functions of this file. In plain tfjs, and in a step that is traced whole, they return what they are
 * given: one worker has nothing to exchange. parts.ts records them and cuts the step there.
 */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * What workers make of their values of a tensor: `mean` of all, `gather` all along the first axis in the
 * order of the workers, or `rows`, each worker's own share of a tensor that all have.
 */
export type Exchange = 'mean' | 'gather' | 'rows';

/** Records exchanges. */
export interface Exchanger {
  readonly workers: number;
  /** Whether statistics of a batch are of the batch of all workers. */
  readonly synchronized: boolean;
  exchange(kind: Exchange, tensors: NamedTensorMap): NamedTensorMap;
  /** Ends the part before and the part after the update of a player. */
  update<T>(player: string, gradients: NamedTensorMap, apply: (mean: NamedTensorMap) => T): T;
  /** Results that a part computes and the step does not return. */
  unreported(results: NamedTensorMap): void;
  /** Some rows of an input of the step. */
  round(input: Tensor, first: number, count: number): Tensor;
}

let current: Exchanger | undefined;
let blocks = 1;

/** Runs `body`, whose exchanges go to `exchanger`. */
export function exchanging<T>(exchanger: Exchanger | undefined, body: () => T): T {
  const outer = current;
  current = exchanger;
  try {
    return body();
  } finally {
    current = outer;
  }
}

/**
 * Updates a player of a game, or the only model of a training, with the mean of all workers' gradients.
 *
 * @param player names the graphs of the step: `player.gradients` and `player.update`
 * @param gradients by stable names of the weights
 * @param apply changes the weights, the same in all workers
 * @example
 * const { grads } = tf.variableGrads(loss, [w]);
 * updateWith('model', { w: grads[w.name] }, ({ w: mean }) => w.assign(w.sub(mean.mul(0.1))));
 */
export function updateWith<T>(
  player: string,
  gradients: NamedTensorMap,
  apply: (mean: NamedTensorMap) => T,
): T {
  return current ? current.update(player, gradients, apply) : apply(gradients);
}

/** The mean over all workers of statistics of a batch, where these are synchronized. */
export function meanOfWorkers<T extends Tensor>(statistic: T): T {
  if (!current?.synchronized || current.workers === 1) return statistic;
  return current.exchange('mean', { statistic })['statistic'] as T;
}

/** Whether `meanOfWorkers` exchanges anything. */
export function isSynchronized(): boolean {
  return current !== undefined && current.synchronized && current.workers > 1;
}

/**
 * Changes samples one after the other, in the order of the whole batch, where a sample depends on those before
 * it: every worker changes the samples of all, and keeps its own.
 *
 * @param change takes and returns tensors with the samples of all workers along the first axis
 */
export function inTheirOrder(
  samples: NamedTensorMap,
  change: (all: NamedTensorMap) => NamedTensorMap,
): NamedTensorMap {
  if (!current || current.workers === 1) return inBlocks(0, () => change(samples));
  const all = current.exchange('gather', samples);
  return current.exchange(
    'rows',
    inBlocks(0, () => change(all)),
  );
}

/**
 * Results of all but the last of several equal updates, which the step does not return. With them, these updates
 * have one graph.
 */
export function unreported(results: NamedTensorMap): void {
  current?.unreported(results);
}

/** `count` rows of an input of the step from row `first`: the batch of one of several updates. */
export function roundOf(input: Tensor, first: number, count: number): Tensor {
  return current ? current.round(input, first, count) : input.slice(first, count);
}

/**
 * Runs `body`, whose random draws have `count` blocks of samples along the first axis: 2 where two batches are
 * joined, 0 for draws that are no samples' own. It is 1 elsewhere.
 */
export function inBlocks<T>(count: number, body: () => T): T {
  const outer = blocks;
  blocks = count;
  try {
    return body();
  } finally {
    blocks = outer;
  }
}

/** The blocks of a draw that is made now. */
export function blocksNow(): number {
  return blocks;
}
