/** The tasks by name. A new one is a file in this folder and a line here. */
import { cycle } from './cycle.ts';
import { generation } from './generation.ts';
import { pairs } from './pairs.ts';
import type { Task } from './task.ts';

export const tasks = { generation, cycle, pairs } as const satisfies Record<string, Task>;

export type TaskName = keyof typeof tasks;
