/** What networks may learn before the game begins, by name. A new one is a file here and a line below. */
import { likelihood } from './likelihood.ts';
import type { Objective } from './objective.ts';

export const pretrainings = { likelihood } as const satisfies Record<string, Objective>;

export type PretrainingName = keyof typeof pretrainings;
