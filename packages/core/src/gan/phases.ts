/**
 * The phases of a training: successive steps, each phase with an objective of its own. Most trainings have
 * one, the game of the networks; a variant with pre-training has another before it. The state of all phases
 * belongs to every checkpoint, so a run resumes in any of them.
 */
import type { Objective } from '../objectives/objective.ts';
import { pretrainings } from '../objectives/pretraining.ts';
import { taskOf, type Plan } from './plan.ts';

export type PhaseName = 'pretraining' | 'adversarial';

export interface Phase {
  readonly name: PhaseName;
  readonly objective: Objective;
  /** The number of its first step, from 0. */
  readonly first: number;
}

/** The part of a plan that has its phases. */
export type PhasePlan = Pick<Plan, 'variant'> & {
  readonly config: Pick<Plan['config'], 'pretrainSteps'>;
};

/** The phases of a plan in their order; the last one is the game. */
export function phasesOf(plan: PhasePlan): readonly [...Phase[], Phase] {
  const { pretraining } = plan.variant;
  const { pretrainSteps = 0 } = plan.config;
  const game = {
    name: 'adversarial',
    objective: taskOf(plan).objective,
    first: pretrainSteps,
  } as const;
  if (pretraining === undefined || pretrainSteps === 0) return [game];
  return [{ name: 'pretraining', objective: pretrainings[pretraining], first: 0 }, game];
}

/** The phase of step number `step`, from 0. */
export function phaseAt(plan: PhasePlan, step: number): Phase {
  const phases = phasesOf(plan);
  return phases.findLast(({ first }) => first <= step) ?? phases[0];
}

/** What rows of metrics call a phase: its number from 1; undefined in a training of one phase. */
export function phaseNumber(plan: PhasePlan, step: number): number | undefined {
  const phases = phasesOf(plan);
  if (phases.length === 1) return undefined;
  return phases.filter(({ first }) => first <= step).length;
}
