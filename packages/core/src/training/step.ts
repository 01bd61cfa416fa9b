/**
 * The training step of a run: its task's objective, then the generators' moving averages. Plain tfjs;
 * who runs it (traced on ONNX Runtime, or eagerly) is the engines' business.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Gan } from '../models/gan.ts';
import type { Network, Weights } from '../models/network.ts';
import { objectives, type Batch, type StepMetrics } from '../objectives/index.ts';
import { createEma } from '../optimizers/ema.ts';
import type { TrainConfig } from './config.ts';

export interface GanStep {
  /** Everything that the step changes, by stable names: weights, optimiser states, averages. */
  readonly variables: Weights;
  readonly run: (batch: Batch) => StepMetrics;
}

export function createStep(gan: Gan): GanStep {
  const objective = objectives[gan.variant.task](gan);
  const averages = averagesOf(gan);
  const variables = new Map<string, tf.Variable>();
  const add = (prefix: string, weights: Weights) => {
    for (const [name, variable] of weights) variables.set(`${prefix}${name}`, variable);
  };
  for (const network of Object.values(gan.networks)) add(`${network.name}/`, network.weights);
  add('', objective.variables);
  for (const { name, average } of averages) add(averageName(name), average.variables);
  const run: GanStep['run'] = (batch) => {
    const metrics = objective.run(batch);
    for (const { average } of averages) average.update();
    return metrics;
  };
  return { variables, run };
}

/** What the average of a network's weights is named before the weight's own name. */
function averageName(network: string): string {
  return `ema/${network}/`;
}

/**
 * A network's weights by where they are in the state of a step: the last ones, or for generators with
 * a moving average that.
 */
export function keptWeights(
  { ema }: Pick<TrainConfig, 'ema'>,
  { name, weights }: Network,
): Weights {
  return prefixed(weights, hasAverage(ema, name) ? averageName(name) : `${name}/`);
}

export function lastWeights({ name, weights }: Network): Weights {
  return prefixed(weights, `${name}/`);
}

export function hasAverage(ema: number, network: string): boolean {
  return ema > 0 && network.startsWith('generator');
}

function prefixed(weights: Weights, prefix: string): Weights {
  return new Map([...weights].map(([name, variable]) => [`${prefix}${name}`, variable]));
}

function averagesOf({ config: { ema }, networks }: Gan) {
  return Object.values(networks)
    .filter(({ name }) => hasAverage(ema, name))
    .map(({ name, weights, trainable }) => {
      const statistics = [...weights.keys()].filter((weight) => !trainable.has(weight));
      return { name, average: createEma(weights, ema, statistics) };
    });
}
