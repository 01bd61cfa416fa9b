/** The objective of each task. */
import type { Task } from '../variants/variant.ts';
import { cycle } from './cycle.ts';
import { generation } from './generation.ts';
import type { Objective } from './objective.ts';
import { pairs } from './pairs.ts';

export const objectives: Readonly<Record<Task, Objective>> = { generation, cycle, pairs };
export type { Batch, Objective, StepMetrics } from './objective.ts';
