/**
 * The training step of a run: the objective of its phase, then the moving averages of the generators. It
 * is plain tfjs code. The engines run it, traced on ONNX Runtime or eagerly.
 */
import type * as tf from '@tensorflow/tfjs';
import { generatorsOf, type Gan } from '../gan/gan.ts';
import { phasesOf, type PhaseName } from '../gan/phases.ts';
import type { Plan } from '../gan/plan.ts';
import type { Network, Weights } from '../models/network.ts';
import type { Batch, StepMetrics } from '../objectives/objective.ts';
import { createEma } from '../optimizers/ema.ts';

export interface GanStep {
  /** All variables that the step changes, by stable names: weights, optimizer states, averages. */
  readonly variables: Weights;
  /** Takes a step of a phase, the last one unless given. */
  readonly run: (batch: Batch, phase?: PhaseName) => StepMetrics;
}

export function createStep(gan: Gan): GanStep {
  const phases = phasesOf(gan).map(({ name, objective }) => ({ name, step: objective(gan) }));
  const averages = averagesOf(gan);
  const variables = new Map<string, tf.Variable>();
  const add = (prefix: string, weights: Weights) => {
    for (const [name, variable] of weights) variables.set(`${prefix}${name}`, variable);
  };
  for (const network of Object.values(gan.networks)) add(`${network.name}/`, network.weights);
  for (const { step } of phases) add('', step.variables);
  for (const { name, average } of averages) add(averageName(name), average.variables);
  const run: GanStep['run'] = (batch, phase = 'adversarial') => {
    const { step } = phases.find(({ name }) => name === phase) as (typeof phases)[number];
    const metrics = step.run(batch);
    for (const { average } of averages) average.update();
    return metrics;
  };
  return { variables, run };
}

/** The prefix of the names of a network's averaged weights. */
function averageName(network: string): string {
  return `ema/${network}/`;
}

/** The part of a plan that `inferenceWeights` uses. */
export type AveragePlan = Pick<Plan, 'variant'> & { readonly config: Pick<Plan['config'], 'ema'> };

/**
 * The weights that a network has in inference, by their names in the state of a step: the moving average
 * where the plan has one for this network, otherwise the current weights.
 */
export function inferenceWeights(plan: AveragePlan, { name, weights }: Network): Weights {
  return prefixed(weights, hasAverage(plan, name) ? averageName(name) : `${name}/`);
}

/** A network's current weights, by their names in the state of a step. */
export function currentWeights({ name, weights }: Network): Weights {
  return prefixed(weights, `${name}/`);
}

/** Whether a plan keeps a moving average of a network: of generators, where `ema` is above 0. */
export function hasAverage(plan: AveragePlan, network: string): boolean {
  return plan.config.ema > 0 && generatorsOf(plan).includes(network);
}

function prefixed(weights: Weights, prefix: string): Weights {
  return new Map([...weights].map(([name, variable]) => [`${prefix}${name}`, variable]));
}

function averagesOf(gan: Gan) {
  return Object.values(gan.networks)
    .filter(({ name }) => hasAverage(gan, name))
    .map(({ name, weights, trainable }) => {
      const statistics = [...weights.keys()].filter((weight) => !trainable.has(weight));
      return { name, average: createEma(weights, gan.config.ema, statistics) };
    });
}
